/** A growing list of f64 values. */
export class F64List {
  #values = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** The values; valid until the list grows. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
