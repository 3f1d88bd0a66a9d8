/**
 * What a field of a flatbuffer's table holds: a number of so many bytes, a string, numbers or structs
 * one behind the other, a table, tables, or the table that the number in the field before selects.
 */
export type Field =
  | number
  | "string"
  | { readonly items: number }
  | { readonly table: () => Table }
  | { readonly tables: () => Table }
  | { readonly oneOf: () => readonly (Table | undefined)[] };

export type Table = readonly Field[];

/** Where a field of a table is, or its items are, and how many items. */
export interface Place {
  readonly start: number;
  readonly length: number;
}

/**
 * Throws unless every table, vector and string of a flatbuffer lies in its bytes and is as `root`
 * says, so that whoever reads it allocates and loops no more than there are bytes for. JavaScript's
 * flatbuffers have no verifier (https://flatbuffers.dev/internals/). Returns the places of the root's
 * fields.
 */
export function verifyFlatbuffer(bytes: Uint8Array, root: Table): readonly (Place | undefined)[] {
  return new Verifier(bytes).table(0, root);
}

class Verifier {
  readonly #view: DataView;
  /** Tables of a sound buffer share no bytes, and each takes at least eight. */
  #tablesLeft: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#tablesLeft = bytes.byteLength / 8;
  }

  /** The table that the offset at a place leads to. */
  table(at: number, fields: Table): (Place | undefined)[] {
    if (this.#tablesLeft-- < 1) throw misfit("has more tables than bytes");
    const start = this.#follow(at);
    const vtable = start - this.#int32(start);
    const vtableBytes = this.#uint16(vtable);
    const tableBytes = this.#uint16(vtable + 2);
    this.#within(vtable, vtableBytes);
    this.#within(start, tableBytes);
    let before = 0;
    return fields.map((field, i) => {
      const slot = 4 + 2 * i;
      const offset = slot + 2 <= vtableBytes ? this.#uint16(vtable + slot) : 0;
      const selected = before;
      before = field === 1 && offset !== 0 ? this.#view.getUint8(start + offset) : 0;
      if (offset === 0) return undefined;
      if (offset + (typeof field === "number" ? field : 4) > tableBytes) {
        throw misfit("has a field behind its table");
      }
      return this.#field(start + offset, field, selected);
    });
  }

  #field(at: number, field: Field, selected: number): Place {
    if (typeof field === "number") return { start: at, length: 1 };
    if (field === "string") return this.#vector(at, 1);
    if ("items" in field) return this.#vector(at, field.items);
    if ("tables" in field) {
      const place = this.#vector(at, 4);
      for (let i = 0; i < place.length; i++) this.table(place.start + 4 * i, field.tables());
      return place;
    }
    const table = "table" in field ? field.table() : field.oneOf()[selected];
    if (!table) throw misfit(`has a table of the unknown type ${selected}`);
    this.table(at, table);
    return { start: at, length: 1 };
  }

  #vector(at: number, itemBytes: number): Place {
    const place = this.#follow(at);
    this.#within(place, 4);
    const length = this.#view.getUint32(place, true);
    this.#within(place + 4, length * itemBytes);
    return { start: place + 4, length };
  }

  #follow(at: number): number {
    this.#within(at, 4);
    return at + this.#view.getUint32(at, true);
  }

  #int32(at: number): number {
    this.#within(at, 4);
    return this.#view.getInt32(at, true);
  }

  #uint16(at: number): number {
    this.#within(at, 2);
    return this.#view.getUint16(at, true);
  }

  #within(at: number, byteLength: number): void {
    if (at < 0 || at + byteLength > this.#view.byteLength) {
      throw misfit("leads outside of itself");
    }
  }
}

const misfit = (message: string): Error => new Error(`its metadata ${message}`);
