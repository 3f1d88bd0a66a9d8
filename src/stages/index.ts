import { exactDedup } from "./exact-dedup.ts";
import { fuzzyDedup } from "./fuzzy-dedup.ts";
import type { GlobalStage } from "./stage.ts";

/** Every stage, by the order of the help. */
export const stages: readonly GlobalStage[] = [exactDedup, fuzzyDedup];
