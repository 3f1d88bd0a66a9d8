/** What is known of pairs, in their order: `shared` of `union` elements are equal. */
export interface Verified {
  /** 1 where the pair is similar. */
  readonly similar: Uint8Array;
  readonly shared: Uint32Array;
  readonly union: Uint32Array;
}

/** Decides which pairs of ranks are similar, and how similar. */
export interface Verifier extends AsyncDisposable {
  /** Bytes that it holds of the ranks it is prepared for, at most; of more it holds those of the last pairs. */
  readonly capacity: number;
  /** Bytes that it holds of a text with so many bytes. */
  bytesOf(textLength: number): number;
  /** Told once how many bytes of text all pairs to come are of, for the progress. */
  expect(textBytes: number): void;
  /** Gets ready for pairs of these ranks (ascending), which are named by their positions here. */
  prepare(ranks: Uint32Array): Promise<void>;
  /** Bytes that it holds of one of these ranks. */
  sizeOf(position: number): number;
  verify(left: Uint32Array, right: Uint32Array): Promise<Verified>;
}

/** Room for the answers on so many pairs. */
export function roomForPairs(count: number): Verified {
  return {
    similar: new Uint8Array(count),
    shared: new Uint32Array(count),
    union: new Uint32Array(count),
  };
}
