const PAGE_ROWS = 2 ** 16;

/** A set of row numbers that costs a bit for each row near a marked one, and nothing elsewhere. */
export class RowMarks {
  count = 0;
  readonly #pages = new Map<number, Uint8Array>();

  /** Whether the row is new. */
  add(row: number): boolean {
    const number = Math.floor(row / PAGE_ROWS);
    let page = this.#pages.get(number);
    if (!page) this.#pages.set(number, (page = new Uint8Array(PAGE_ROWS / 8)));
    const at = row % PAGE_ROWS;
    const bit = 1 << (at & 7);
    if ((page[at >> 3]! & bit) !== 0) return false;
    page[at >> 3]! |= bit;
    this.count++;
    return true;
  }

  has(row: number): boolean {
    const page = this.#pages.get(Math.floor(row / PAGE_ROWS));
    if (!page) return false;
    const at = row % PAGE_ROWS;
    return ((page[at >> 3]! >> (at & 7)) & 1) === 1;
  }
}
