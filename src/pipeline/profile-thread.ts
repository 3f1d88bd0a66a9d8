import { parentPort, workerData } from "node:worker_threads";
import type { ColumnState } from "../profile/column.ts";
import { Engine } from "../profile/engine.ts";
import { type NamedWork, type SharedWork, takeWork } from "./column-work.ts";

/** What a thread tells: values as they are taken in, and columns as they are done. */
export type ThreadNews =
  | { readonly values: number; readonly bytes: number }
  | { readonly column: readonly [name: string, state: ColumnState] };

// A thread of a profile. What few columns need is loaded when one does: threads are to start fast.
const port = parentPort!;
const tell = (news: ThreadNews): void => port.postMessage(news);

async function named({ name, inputs, of, brief }: NamedWork): Promise<ColumnState> {
  const { resolveInputs } = await import("./inputs.ts");
  const { observeHere } = await import("./profile-parts.ts");
  const sources = await resolveInputs(inputs, { columns: [name] });
  const { state } = await observeHere(sources, { columns: [name], correlate: false, brief }, of);
  return state.columns[0]![1];
}

const work = workerData as SharedWork;
const onValues = (values: number, bytes: number): void => tell({ values, bytes });
for await (const column of takeWork(work, await Engine.open(), named, onValues)) tell({ column });
port.close();
