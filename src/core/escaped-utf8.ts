const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = /* @__PURE__ */ new TextEncoder();

/**
 * Decodes bytes of any content: what is not UTF-8 becomes, byte by byte, a lone surrogate
 * U+DC80 … U+DCFF, which UTF-8 cannot hold. `encodeEscaped` turns it back into the byte.
 * The rule is that of Python's "surrogateescape".
 */
export function decodeEscaped(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  return text.includes("\u{FFFD}") ? decodeChecked(bytes) : text;
}

export function encodeEscaped(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts = text
    .split(/([\u{DC80}-\u{DCFF}])/u)
    .map((part, i) =>
      i % 2 === 1 ? Uint8Array.of(part.charCodeAt(0) - 0xdc00) : encoder.encode(part),
    );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function decodeChecked(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text +=
      length > 0
        ? decoder.decode(bytes.subarray(at, at + length))
        : String.fromCharCode(0xdc00 + bytes[at]!);
    at += Math.max(1, length);
  }
  return text;
}

/** Bytes of the well-formed UTF-8 sequence at `at` (Unicode, table 3-7); 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const greatest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > greatest) return 0;
  for (let i = 2; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
