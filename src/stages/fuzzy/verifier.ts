/** Called once for each pair, in order; `shared` of `union` elements are equal. */
export type OnVerified = (pair: number, similar: boolean, shared: number, union: number) => void;

/** Decides which pairs of ranks are similar, and how similar. */
export interface Verifier extends AsyncDisposable {
  /** Bytes that it holds of the ranks it is prepared for, at most; of more it holds some in turn. */
  readonly capacity: number;
  /** Bytes that it holds of a text with so many bytes. */
  bytesOf(textLength: number): number;
  /** Gets ready for pairs of these ranks (ascending), which are named by their positions here. */
  prepare(ranks: Uint32Array): Promise<void>;
  verify(left: Uint32Array, right: Uint32Array, onVerified: OnVerified): Promise<void>;
}
