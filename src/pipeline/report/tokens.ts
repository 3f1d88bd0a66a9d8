/** Colours by name. Text reaches a contrast of 4.5, marks 3; `mute`, `line` and `grid` only decorate. */
export const light = {
  bg: "#f6f8f8",
  surface: "#ffffff",
  sunk: "#eef2f2",
  ink: "#10201f",
  ink2: "#3f5154",
  ink3: "#5a6b6e",
  line: "#d3dcdc",
  grid: "#e4eaea",
  focus: "#0b5fd0",
  link: "#0a6074",
  kept: "#0e7f93",
  keptInk: "#ffffff",
  exact: "#c07600",
  fuzzy: "#7d2f8a",
  semantic: "#3a4fb8",
  reject: "#3a4249",
  mute: "#a6b4b6",
  ok: "#17703f",
  warn: "#8f5600",
  bad: "#b3261e",
  okBg: "#e5f3ea",
  warnBg: "#fdf1dc",
  badBg: "#fdeae8",
  del: "#7a2b86",
  delBg: "#f3e2f6",
  ins: "#07596a",
  insBg: "#d9eff3",
};

export type Tokens = { readonly [name in keyof typeof light]: string };

export const dark: Tokens = {
  bg: "#0d1516",
  surface: "#131d1f",
  sunk: "#1a2628",
  ink: "#e9f0ef",
  ink2: "#b6c5c6",
  ink3: "#8fa2a4",
  line: "#2c3b3d",
  grid: "#223032",
  focus: "#7db4ff",
  link: "#6fcbdb",
  kept: "#2a9db3",
  keptInk: "#031417",
  exact: "#e3a53c",
  fuzzy: "#ee9ad6",
  semantic: "#8fa8ff",
  reject: "#dde3e6",
  mute: "#52656a",
  ok: "#66c48d",
  warn: "#e8b04e",
  bad: "#ff8a80",
  okBg: "#12291d",
  warnBg: "#2c2312",
  badBg: "#331b1a",
  del: "#e3b5ea",
  delBg: "#3c2442",
  ins: "#9fe3ef",
  insBg: "#0f3a44",
};

/** What becomes of a row: each fate has one colour, everywhere. */
export type Fate = "kept" | "exact" | "fuzzy" | "semantic" | "reject";

export const fates: readonly Fate[] = ["kept", "exact", "fuzzy", "semantic", "reject"];

export function customProperties(tokens: Tokens): string {
  return Object.entries(tokens)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";");
}
