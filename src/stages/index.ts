import { OptionError } from "../core/errors.ts";
import { embed } from "./embed.ts";
import { exactDedup } from "./exact-dedup.ts";
import { fuzzyDedup } from "./fuzzy-dedup.ts";
import { normalize } from "./normalize.ts";
import { semanticDedup } from "./semantic-dedup.ts";
import type { Stage } from "./stage.ts";

const registry: Stage[] = [exactDedup, fuzzyDedup, semanticDedup, embed, normalize];

/** Every stage, by the order of the help. */
export const stages: readonly Stage[] = registry;

/** Makes a stage of your own known by its name, to plans and plan files. */
export function registerStage(stage: Stage): void {
  if (registry.some(({ name }) => name === stage.name)) {
    throw new OptionError("stages", `There is a stage "${stage.name}" already.`, {
      fix: "give yours another name",
    });
  }
  registry.push(stage);
}
