import type { Matrix } from "../core/matrix.ts";
import type { NearestCentre } from "./nearest-centres.ts";

/** More than the rounding of f64 can be, relative to the numbers it rounds. */
const SLACK = 1e-11;
/** Multiplications that could be done while a device is asked and answers. */
const ASKING = 2 ** 21;
/** Centres that take as long to compare a row with as to bring it about. */
const ROW_CENTRES = 16;
/** Centres that devices multiply a row with at a time. */
const PANEL = 8;

/** Centres that moved far, and the rows that none but these may have come near to. */
export interface Movers {
  readonly centres: Uint32Array;
  readonly rows: Uint32Array;
}

/**
 * What is known of the distances of rows to centres as these move: the distance to a row's own
 * centre is at most `#upper`, that to any other at least `#lower`. As long as the first is less than
 * the second, the row need not be looked at. As one centre that moves far would open most rows, those
 * that do are set apart: rows that need no look but for them are compared with them alone.
 *
 * Sources: Hamerly, "Making k-means even faster", SDM 2010; Ding et al., "Yinyang k-means", ICML 2015,
 * which has groups of centres with bounds of their own.
 */
export class DistanceBounds {
  readonly #rows: Matrix;
  readonly #squares: Float64Array;
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;
  /** How many movers are to be set apart for a row to need no look. */
  readonly #needed: Uint32Array;
  #movers: Movers = { centres: new Uint32Array(0), rows: new Uint32Array(0) };

  /** `squares` are those of the lengths of the rows. */
  constructor(rows: Matrix, squares: Float64Array) {
    this.#rows = rows;
    this.#squares = squares;
    this.#upper = new Float64Array(rows.rowCount).fill(Number.POSITIVE_INFINITY);
    this.#lower = new Float64Array(rows.rowCount);
    this.#needed = new Uint32Array(rows.rowCount);
  }

  /** Those of the last move; their rows are not among the open ones until `meet` says so. */
  get movers(): Movers {
    return this.#movers;
  }

  /** The rows, ascending, that may be nearer to another centre than to their own. */
  open(): Uint32Array {
    const { rowCount } = this.#rows;
    const open = new Uint32Array(rowCount);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (!this.#closed(row, 0)) open[count++] = row;
    }
    return open.subarray(0, count);
  }

  /** At least the distance that a score stands for. */
  #above(row: number, score: number): number {
    const square = this.#squares[row]!;
    return Math.sqrt(Math.max(0, square - 2 * score) + SLACK * (square + Math.abs(score)));
  }

  /** At most the distance that a score stands for. */
  #below(row: number, score: number): number {
    const square = this.#squares[row]!;
    return Math.sqrt(Math.max(0, square - 2 * score - SLACK * (square + Math.abs(score))));
  }

  /** Takes over what was found of the open rows. */
  set(open: Uint32Array, { least, others }: NearestCentre): void {
    for (let i = 0; i < open.length; i++) {
      const row = open[i]!;
      this.#upper[row] = this.#above(row, least[i]!);
      this.#lower[row] = this.#below(row, others[i]!);
    }
  }

  /** Takes over what was found of the rows of the movers, among these alone. */
  meet(labels: Uint32Array, { centre, least, most, others }: NearestCentre): void {
    const { centres, rows } = this.#movers;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const own = centres[centre[i]!] === labels[row];
      if (own) this.#upper[row] = Math.min(this.#upper[row]!, this.#above(row, least[i]!));
      const other = this.#below(row, own ? others[i]! : most[i]!);
      this.#lower[row] = Math.min(this.#lower[row]!, other);
    }
  }

  /** The row is looked at in the next round. */
  forget(row: number): void {
    this.#upper[row] = Number.POSITIVE_INFINITY;
  }

  /** Takes the centres' moves into account; returns the sum of their squares. */
  move(labels: Uint32Array, before: Matrix, after: Matrix): number {
    const { rowCount, dims } = before;
    const moves = new Float64Array(rowCount);
    let sum = 0;
    for (let centre = 0; centre < rowCount; centre++) {
      let square = 0;
      for (let k = centre * dims; k < (centre + 1) * dims; k++) {
        const step = after.values[k]! - before.values[k]!;
        square += step * step;
      }
      sum += square;
      moves[centre] = Math.sqrt(square) * (1 + SLACK);
    }
    for (let row = 0; row < labels.length; row++) this.#upper[row]! += moves[labels[row]!]!;
    this.#setApart(labels, moves);
    return sum;
  }

  /** Lowers the bounds to other centres, and sets those movers apart that leave the least to do. */
  #setApart(labels: Uint32Array, moves: Float64Array): void {
    const order = Uint32Array.from(moves, (_, centre) => centre).sort(
      (a, b) => moves[b]! - moves[a]! || a - b,
    );
    const falling = Float64Array.from(order, (centre) => moves[centre]!);
    const counts = new Uint32Array(order.length + 1);
    for (let row = 0; row < labels.length; row++) {
      // Of a row whose centre moves the farthest, any other moves less.
      const most = falling[labels[row] === order[0] ? 1 : 0] ?? 0;
      const apart = this.#closed(row, most) ? 0 : this.#apart(row, falling);
      if (apart === 0) this.#lower[row]! -= most;
      this.#needed[row] = apart;
      counts[apart]!++;
    }
    const apart = fewestProducts(counts, this.#rows.dims);
    const rest = falling[apart] ?? 0;
    const rows = new Uint32Array(
      counts.subarray(1, apart + 1).reduce((sum, count) => sum + count, 0),
    );
    let end = 0;
    for (let row = 0; row < labels.length; row++) {
      const needed = this.#needed[row]!;
      if (needed === 0) continue;
      this.#lower[row]! -= rest;
      if (needed <= apart) rows[end++] = row;
    }
    this.#movers = { centres: order.subarray(0, apart), rows };
  }

  /** Whether a row's own centre is the nearest where no other one moved farther than this. */
  #closed(row: number, move: number): boolean {
    return this.#upper[row]! < (this.#lower[row]! - move) * (1 - SLACK);
  }

  /** How many of the farthest movers are to be set apart for a row to be closed, if not all are. */
  #apart(row: number, falling: Float64Array): number {
    let [low, high] = [1, falling.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#closed(row, falling[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The distance of each row to its centre. */
  distances(labels: Uint32Array, { values }: Matrix): Float64Array {
    const { dims, values: rows } = this.#rows;
    return Float64Array.from(labels, (label, row) => {
      let square = 0;
      for (let k = 0; k < dims; k++) {
        const difference = rows[row * dims + k]! - values[label * dims + k]!;
        square += difference * difference;
      }
      return Math.sqrt(square);
    });
  }
}

/**
 * How many movers to set apart, given of how many rows that number is needed: a multiple of `PANEL`,
 * or none.
 */
function fewestProducts(counts: Uint32Array, dims: number): number {
  const centreCount = counts.length - 1;
  const cost = (rows: number, centres: number): number => rows * (centres + ROW_CENTRES) * dims;
  let [open, met, best] = [0, 0, 0];
  for (let apart = 1; apart <= centreCount; apart++) open += counts[apart]!;
  let least = cost(open, centreCount);
  for (let apart = 1; apart <= centreCount / 2; apart++) {
    met += counts[apart]!;
    if (apart % PANEL !== 0) continue;
    const own = ASKING + cost(met, apart) + cost(open - met, centreCount);
    if (own < least) [least, best] = [own, apart];
  }
  return best;
}
