import type { DeviceSurvey } from "./api.ts";
import { byteSize, counted, duration, exactCount } from "./numbers.ts";
import type { Shell } from "./shell.ts";
import type { Style } from "./style.ts";
import { cutMiddle, padEnd, printable, stringWidth } from "./width.ts";

type SurveyedDevice = DeviceSurvey["devices"][number];

const USED = "used by default";
/** Where "used by default" stands, unless the description is longer. */
const DESCRIPTION = 34;
const GPUS = new Set(["cuda", "webgpu"]);

export function doctorLines(
  survey: DeviceSurvey,
  {
    version,
    platform,
    out: { style, columns, terminal },
  }: Pick<Shell, "version" | "platform" | "out">,
): string[] {
  const { node, cores, memoryBytes, devices } = survey;
  const machine = `Node ${node.replace(/^v/, "")}, ${platform}, ${counted(cores, "core")}, ${memorySize(memoryBytes)} memory`;
  return [
    ...(terminal ? [""] : []),
    `${style.paint("strong", `Sluice ${version}`)}  ${machine}`,
    "",
    ...devices.map((device) => deviceLine(device, columns, style)),
    "",
    ...budgetLine(survey),
    checkLine(survey),
    "",
    ...verdict(survey, platform, style),
  ];
}

export const doctorExitCode = (survey: DeviceSurvey): number =>
  survey.check.mismatches.length > 0 || chosenFails(survey) ? 1 : 0;

const memorySize = (bytes: number): string =>
  byteSize(Math.round(bytes / 1e9) * 1e9).replace(/\.0+ /, " ");

function deviceLine(device: SurveyedDevice, columns: number, style: Style): string {
  const { backend, name, detail, chosen } = device;
  const width = Math.max(stringWidth(style.signs.good), 1);
  const start = `  ${padEnd(sign(device, style), width)} ${padEnd(backend, 9)}`;
  const parts = [name === backend ? "" : name, detail].filter((part) => part !== "");
  const before = 2 + width + 1 + 9;
  const room = columns - before - (chosen ? 3 + USED.length : 0);
  const text = cutMiddle(printable(parts.join(", ")), room, style.signs.ellipsis);
  if (!chosen) return (start + text).trimEnd();
  const aligned = stringWidth(text) > DESCRIPTION - 4 ? text : padEnd(text, DESCRIPTION);
  return `${start}${aligned}   ${style.paint("chosen", USED)}`;
}

function sign({ available, software, backend }: SurveyedDevice, { paint, signs }: Style): string {
  if (software) return paint("look", signs.look);
  if (available) return paint("good", signs.good);
  return backend === "cuda" ? paint("quiet", signs.absent) : paint("look", signs.look);
}

const chosenDevice = ({ devices }: DeviceSurvey): SurveyedDevice | undefined =>
  devices.find(({ chosen }) => chosen);

const chosenFails = (survey: DeviceSurvey): boolean => chosenDevice(survey)?.available === false;

const usesGpu = (survey: DeviceSurvey): boolean => {
  const device = chosenDevice(survey);
  return device !== undefined && GPUS.has(device.backend) && !device.software;
};

function budgetLine(survey: DeviceSurvey): string[] {
  if (!usesGpu(survey)) return [];
  return [
    `  Budget  ${byteSize(survey.budgetBytes)} of device memory; --memory-fraction changes it`,
  ];
}

function checkLine({ check }: DeviceSurvey): string {
  const { numbers, devices, seconds, mismatches } = check;
  const took = duration(seconds);
  if (devices.length < 2) return `  Check   there is no second device to compare with, ${took}`;
  if (mismatches.length === 0) {
    return `  Check   the stages gave the same ${exactCount(numbers)} numbers on ${listed(devices)}, ${took}`;
  }
  return `  Check   ${mismatches.length} differ: ${mismatches.slice(0, 2).join(", ")}, ${took}`;
}

const ALL = ["", "", "", "all three", "all four", "all five"];

const listed = (devices: readonly string[]): string =>
  devices.length < 3 ? devices.join(" and ") : (ALL[devices.length] ?? `all ${devices.length}`);

function verdict(survey: DeviceSurvey, platform: string, style: Style): string[] {
  const { paint, signs } = style;
  const chosen = chosenDevice(survey);
  if (chosen?.available === false) {
    return [
      `${paint("allWrong", signs.wrong)} ${paint("strong", `The device ${chosen.backend} does not work.`)} Runs need another one for now:`,
      `  ${paint("accent", `sluice dedup fuzzy DATA --column text --device ${chosen.backend === "wasm" ? "cpu" : "wasm"} --out out`)}`,
    ];
  }
  if (doctorExitCode(survey) !== 0) {
    return [
      `${paint("allWrong", signs.wrong)} ${paint("strong", "Devices disagree.")} Results of this machine must not be used.`,
      `  Report it with the output of ${paint("accent", "sluice doctor --json")}`,
    ];
  }
  if (usesGpu(survey)) {
    return [`${paint("allGood", signs.good)} ${paint("strong", "Ready.")} ${survey.reason}`];
  }
  const start = `${paint("lookHere", signs.look)} ${paint("strong", "Ready, without a GPU.")}`;
  const software = survey.devices.find((device) => device.software);
  if (software) {
    const words = `sluice dedup fuzzy DATA --device webgpu --adapter ${adapterWord(software)} --out out`;
    return [
      `${start} ${chosenDevice(survey)?.backend ?? "wasm"} is chosen: a software adapter is slower.`,
      "  To test WebGPU code here all the same:",
      `    ${paint("accent", words)}`,
    ];
  }
  return [`${start} Results are the same, only slower.`, ...installLines(platform, style)];
}

const adapterWord = ({ name }: SurveyedDevice): string => (/[\w-]+/.exec(name) ?? ["NAME"])[0];

function installLines(platform: string, { paint }: Style): string[] {
  if (!platform.startsWith("linux")) return [];
  const command = (text: string): string => padEnd(paint("accent", text), 39);
  return [
    "  If this machine has a GPU, install its Vulkan driver:",
    `    Debian, Ubuntu   ${command("sudo apt install mesa-vulkan-drivers")}AMD, Intel`,
    `                     ${command("sudo apt install nvidia-driver")}NVIDIA`,
    `    In a container   start it with ${paint("accent", "--gpus all")}, then run this again`,
  ];
}
