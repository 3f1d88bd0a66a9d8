import { CliError, STOPPED } from "./error.ts";
import { LiveProgress } from "./live-progress.ts";
import { PlainProgress } from "./plain-progress.ts";
import { shownNowhere } from "./progress.ts";
import type { ShownProgress } from "./progress.ts";
import { shellWord } from "./shell.ts";
import type { Answer, Shell } from "./shell.ts";

interface Watch {
  readonly progress: ShownProgress;
  readonly signal: AbortSignal;
}

/** Does work with its progress on stderr, which Ctrl-C stops. */
export async function watched<T>(
  { err, live, clock, version, onInterrupt, args }: Shell,
  { quiet }: Answer,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const shown = live
    ? new LiveProgress(err, clock, version)
    : new PlainProgress(err, clock, version);
  const progress = quiet ? shownNowhere : shown;
  const controller = new AbortController();
  const stopListening = onInterrupt(() => controller.abort());
  try {
    const result = await work({ progress, signal: controller.signal });
    progress.stop();
    return result;
  } catch (error) {
    progress.stop("failed");
    if (!controller.signal.aborted) throw error;
    throw new CliError(STOPPED, "Nothing was written.", {
      fix: `start again: sluice ${args.map(shellWord).join(" ")}`,
    });
  } finally {
    stopListening();
  }
}
