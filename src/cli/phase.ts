import type { Total } from "./api.ts";

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
  /** In items or in bytes, with what was done before it was said. */
  #total: { readonly of: "items" | "bytes"; readonly count: number } | undefined;
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

  start(now: number, unit: string, total: Total | undefined): void {
    const before = this.done ? { items: this.#items, bytes: this.#bytes } : { items: 0, bytes: 0 };
    this.#unit = unit;
    this.#total =
      total &&
      ("items" in total
        ? { of: "items", count: before.items + total.items }
        : { of: "bytes", count: before.bytes + total.bytes });
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
    const fraction = this.#fraction();
    const left = this.#secondsLeft(now, fraction, rates);
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

  #recentSpeeds(now: number): Speeds {
    const samples = this.#samples;
    while (samples.length > 1 && samples[1]!.at <= now - WINDOW_MS) samples.shift();
    const { at, items, bytes } = samples[0]!;
    if (samples[samples.length - 1]!.at <= now - 100) {
      samples.push({ at: now, items: this.#items, bytes: this.#bytes });
    }
    return speeds((now - at) / 1000, this.#items - items, this.#bytes - bytes);
  }

  #fraction(): number | undefined {
    if (!this.#total?.count) return undefined;
    const done = this.#total.of === "items" ? this.#items : this.#bytes;
    return Math.min(1, done / this.#total.count);
  }

  #secondsLeft(now: number, fraction: number | undefined, rates: Speeds): number | undefined {
    const rate = this.#total?.of === "bytes" ? rates.bytesPerSecond : rates.itemsPerSecond;
    if (fraction === undefined || !rate) return undefined;
    if (now - this.#startedAt! < ETA_AFTER_MS || fraction < ETA_AFTER_FRACTION) return undefined;
    return ((1 - fraction) * this.#total!.count) / rate;
  }
}

interface Speeds {
  readonly itemsPerSecond?: number;
  readonly bytesPerSecond?: number;
}

function speeds(seconds: number, items: number, bytes: number): Speeds {
  return {
    ...(seconds > 0 && items > 0 ? { itemsPerSecond: items / seconds } : {}),
    ...(seconds > 0 && bytes > 0 ? { bytesPerSecond: bytes / seconds } : {}),
  };
}
