import type { ByteSource } from "../../io/byte-source.ts";
import { concatenate } from "../lines.ts";
import { type Place, type Table, verifyFlatbuffer } from "./flatbuffer.ts";
import { footer, message } from "./metadata.ts";

/** Where damage begins, and what it is. */
export type Damaged = (at: number, problem: string) => Error;

const CONTINUES = -1;
/** More than the metadata of a batch of a million columns. */
const MOST_METADATA = 2 ** 28;
/** Fields of the tables `footer` and `message`, and bytes of one of the footer's blocks. */
const BLOCKS = [2, 3];
const BODY_BYTES = 3;
const BLOCK_BYTES = 24;

/**
 * Reads the footer of a file and the metadata of all messages it leads to, which apache-arrow takes
 * at their word: one damaged byte can make it loop or allocate without end.
 */
export async function verifyFile(
  source: ByteSource,
  footerStart: number,
  footerBytes: number,
  damaged: Damaged,
): Promise<void> {
  const bytes = await source.read(footerStart, footerStart + footerBytes);
  const places = verified(bytes, footer, footerStart, damaged);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { start, length } of BLOCKS.flatMap((field) => places[field] ?? [])) {
    for (let at = start; at < start + length * BLOCK_BYTES; at += BLOCK_BYTES) {
      const offset = Number(view.getBigInt64(at, true));
      const metadataBytes = view.getInt32(at + 8, true);
      const bodyBytes = Number(view.getBigInt64(at + 16, true));
      const end = offset + metadataBytes + bodyBytes;
      if (offset < 8 || metadataBytes < 8 || bodyBytes < 0 || end > footerStart) {
        throw damaged(footerStart + at, "its footer leads outside of the file");
      }
      const check = new MessageCheck(offset, end, damaged);
      check.push(await source.read(offset, offset + metadataBytes));
      if (check.position !== end)
        throw damaged(offset, "a message is not as long as the footer says");
    }
  }
}

/** Follows the messages of a stream and verifies the metadata of each as soon as it is there. */
export class MessageCheck {
  readonly #end: number;
  readonly #damaged: Damaged;
  /** What is awaited, how many bytes of it, and those of them that have come. */
  #part: "length" | "metadata" = "length";
  #wanted = 4;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Where the bytes to come begin, and how many of them belong to a body. */
  #at: number;
  #body = 0;

  constructor(start: number, end: number, damaged: Damaged) {
    this.#at = start;
    this.#end = end;
    this.#damaged = damaged;
  }

  /** Where the message ends that was looked at last. */
  get position(): number {
    return this.#at + this.#body;
  }

  push(chunk: Uint8Array): void {
    for (let rest = chunk; rest.length > 0;) {
      const taken = Math.min(rest.length, this.#body || this.#wanted - this.#heldBytes);
      if (this.#body > 0) this.#body -= taken;
      else {
        this.#held.push(rest.subarray(0, taken));
        this.#heldBytes += taken;
      }
      this.#at += taken;
      rest = rest.subarray(taken);
      if (this.#heldBytes === this.#wanted) this.#advance();
    }
  }

  #advance(): void {
    const start = this.#at - this.#wanted;
    const bytes = concatenate(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#part === "length") {
      const length = view.getInt32(0, true);
      if (length === CONTINUES || length === 0) return;
      this.#require(length, start, MOST_METADATA, "its metadata");
      this.#part = "metadata";
      this.#wanted = length;
      return;
    }
    const place = verified(bytes, message, start, this.#damaged)[BODY_BYTES];
    const body = place ? Number(view.getBigInt64(place.start, true)) : 0;
    this.#require(body, start, Number.MAX_SAFE_INTEGER, "the body of a message");
    this.#body = body;
    this.#part = "length";
    this.#wanted = 4;
  }

  #require(length: number, start: number, most: number, what: string): void {
    if (length < 0 || length > Math.min(most, this.#end - this.#at)) {
      throw this.#damaged(start, `${what} cannot be ${length} bytes long`);
    }
  }
}

function verified(
  bytes: Uint8Array,
  root: Table,
  start: number,
  damaged: Damaged,
): readonly (Place | undefined)[] {
  try {
    return verifyFlatbuffer(bytes, root);
  } catch (cause) {
    throw damaged(start, (cause as Error).message);
  }
}
