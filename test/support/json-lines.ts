import fc from "fast-check";

const encoder = new TextEncoder();

export const bytesOf = (content: string): Uint8Array => encoder.encode(content);

export const join = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const key = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("t", "m", "x", "y", "m.x", "m.x.y", "other") },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

const scalar = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }).map((text) => JSON.stringify(text)),
  fc.constantFrom("null", "true", "false", "0", "-0", "-0.0", "1.5e+30", "-12", '"\\u0041\\/\\b"'),
  fc.constantFrom("9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e5"),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
);

/** Values as JSON text, so that keys may repeat and numbers may be written in any way. */
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "json" },
    scalar,
    tie("object"),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" , ")}]`),
  ),
  object: fc
    .array(fc.tuple(key, tie("value")), { maxLength: 4 })
    .map(
      (members) =>
        `{${members.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(",")}}`,
    ),
}));

const escapeAll = (json: string): string =>
  json.replace(/[^\0-\u{7f}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** A line with a JSON object. */
export const soundLine: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.array(fc.tuple(key, value), { maxLength: 5 }),
    fc.boolean(),
    fc.constantFrom("", " ", "\t"),
  )
  .map(([members, escaped, space]) => {
    const json = `${space}{${space}${members
      .map(([name, text]) => `${JSON.stringify(name)}${space}:${space}${text}`)
      .join(`${space},`)}${space}}${space}`;
    return bytesOf(escaped ? escapeAll(json) : json);
  });

const patch = fc.oneof(
  fc
    .constantFrom(
      ...['"', "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "\u0001", "\t", "\r"],
      ...["\\ud800", "\\udc00", "\\uD83D\\uDE00", "\\u00", "\\x", "\u007f", "ä", "中", "🐻", " "],
    )
    .map((text) => [...bytesOf(text)]),
  fc.array(fc.integer({ min: 0x80, max: 0xff }), { minLength: 1, maxLength: 4 }),
  fc.array(fc.integer({ min: 0, max: 0xff }), { minLength: 1, maxLength: 2 }),
);

/** A line in which a few bytes were exchanged, which may make it another one or several. */
export const damagedLine: fc.Arbitrary<Uint8Array> = fc
  .tuple(soundLine, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), patch), { maxLength: 2 }))
  .map(([bytes, patches]) => {
    let all = [...bytes];
    for (const [at, remove, by] of patches) {
      all = all.toSpliced(at % (all.length + 1), remove, ...by);
    }
    return Uint8Array.from(all);
  });

/** Lines, sound and damaged, with their ends. */
export const anyLines: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.tuple(fc.oneof(soundLine, damagedLine), fc.constantFrom("\n", "\n", "\r\n", "\n \r\n\n")),
    { maxLength: 12 },
  )
  .map((parts) => join(parts.flatMap(([bytes, end]) => [bytes, bytesOf(end)])));
