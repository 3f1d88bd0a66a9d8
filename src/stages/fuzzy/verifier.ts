/** Called once for each pair, in order; `shared` of `union` elements are equal. */
export type OnVerified = (pair: number, similar: boolean, shared: number, union: number) => void;

/** Decides which pairs of ranks are similar, and how similar. */
export interface Verifier extends AsyncDisposable {
  /** Gets ready for pairs of these ranks. */
  prepare(ranks: Uint32Array): Promise<void>;
  verify(left: Uint32Array, right: Uint32Array, onVerified: OnVerified): Promise<void>;
}
