const WINDOW_MS = 5000;
const ETA_AFTER_MS = 2000;
const ETA_AFTER_FRACTION = 0.03;

interface Sample {
  readonly at: number;
  readonly items: number;
  readonly bytes: number;
}

export interface PhaseView {
  readonly name: string;
  readonly unit: string;
  readonly state: "waiting" | "running" | "done";
  readonly items: number;
  readonly bytes: number;
  /** 0 to 1; absent where the total is not known. */
  readonly fraction?: number;
  readonly itemsPerSecond?: number;
  readonly bytesPerSecond?: number;
  readonly secondsTaken?: number;
  readonly secondsLeft?: number;
}

/** Counts one phase and measures its speed over the last seconds. */
export class Phase {
  readonly name: string;
  #unit = "rows";
  #total: number | undefined;
  #items = 0;
  #bytes = 0;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #samples: Sample[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get waiting(): boolean {
    return this.#startedAt === undefined;
  }

  get done(): boolean {
    return this.#endedAt !== undefined;
  }

  start(now: number, unit: string, total: number | undefined): void {
    this.#unit = unit;
    this.#total = total;
    this.#endedAt = undefined;
    this.#begin(now);
  }

  advance(now: number, items: number, bytes: number): void {
    this.#begin(now);
    this.#items += items;
    this.#bytes += bytes;
  }

  end(now: number): void {
    this.#begin(now);
    this.#endedAt ??= now;
  }

  view(now: number): PhaseView {
    const counted = { name: this.name, unit: this.#unit, items: this.#items, bytes: this.#bytes };
    if (this.#startedAt === undefined) return { ...counted, state: "waiting" };
    if (this.#endedAt !== undefined) {
      const secondsTaken = (this.#endedAt - this.#startedAt) / 1000;
      return {
        ...counted,
        state: "done",
        fraction: 1,
        secondsTaken,
        ...speeds(secondsTaken, this.#items, this.#bytes),
      };
    }
    const rates = this.#recentSpeeds(now);
    const fraction = this.#total ? Math.min(1, this.#items / this.#total) : undefined;
    const left = this.#secondsLeft(now, fraction, rates.itemsPerSecond);
    return {
      ...counted,
      state: "running",
      ...rates,
      ...(fraction === undefined ? {} : { fraction }),
      ...(left === undefined ? {} : { secondsLeft: left }),
    };
  }

  #begin(now: number): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = now;
    this.#samples.push({ at: now, items: 0, bytes: 0 });
  }

  #recentSpeeds(now: number): ReturnType<typeof speeds> {
    const samples = this.#samples;
    while (samples.length > 1 && samples[1]!.at <= now - WINDOW_MS) samples.shift();
    const { at, items, bytes } = samples[0]!;
    if (samples[samples.length - 1]!.at <= now - 100) {
      samples.push({ at: now, items: this.#items, bytes: this.#bytes });
    }
    return speeds((now - at) / 1000, this.#items - items, this.#bytes - bytes);
  }

  #secondsLeft(
    now: number,
    fraction: number | undefined,
    itemsPerSecond: number | undefined,
  ): number | undefined {
    if (fraction === undefined || !itemsPerSecond) return undefined;
    if (now - this.#startedAt! < ETA_AFTER_MS || fraction < ETA_AFTER_FRACTION) return undefined;
    return Math.max(0, this.#total! - this.#items) / itemsPerSecond;
  }
}

function speeds(
  seconds: number,
  items: number,
  bytes: number,
): { itemsPerSecond?: number; bytesPerSecond?: number } {
  return {
    ...(seconds > 0 && items > 0 ? { itemsPerSecond: items / seconds } : {}),
    ...(seconds > 0 && bytes > 0 ? { bytesPerSecond: bytes / seconds } : {}),
  };
}
