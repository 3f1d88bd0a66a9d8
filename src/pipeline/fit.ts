import type { Progress } from "../telemetry/progress.ts";
import { GatheredColumns } from "./gathered-columns.ts";
import type { InputSource } from "./inputs.ts";
import type { RunningMap } from "./parse-stages.ts";
import { SourceProgress } from "./source-progress.ts";
import type { KnownDims } from "./vector-batch.ts";

export const fitPhase = ({ stage }: Pick<RunningMap, "stage">): string => `Fit ${stage.name}`;

const READER_ROWS = 2048;
/** Bytes of one column that a device batch gathers. */
const BATCH_BYTES = 8 * 2 ** 20;

export interface FitRequest {
  readonly sources: readonly InputSource[];
  readonly columns: readonly string[];
  readonly maps: readonly RunningMap[];
  readonly batchRows: number;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/**
 * Map stages that learn from the whole dataset see all of it, as the map stages before them leave
 * it: a pass over the data for each, or as many as it asks for, before the first pass of the run.
 */
export async function fitMaps(request: FitRequest): Promise<void> {
  for (const [i, map] of request.maps.entries()) {
    if (map.run.fit) await fitOne({ ...request, maps: request.maps.slice(0, i) }, map);
  }
}

async function fitOne(request: FitRequest, map: RunningMap): Promise<void> {
  const phase = fitPhase(map);
  const bytes = request.sources.reduce((sum, source) => sum + source.byteLength, 0);
  let passes = 0;
  do {
    request.progress.start(phase, "rows", { bytes: ++passes * bytes });
    await passOver(request, map, phase);
  } while ((await map.run.fit!.finish()) === "again");
  request.progress.end(phase);
}

async function passOver(request: FitRequest, map: RunningMap, phase: string): Promise<void> {
  const { sources, columns, maps, batchRows, progress, signal } = request;
  const fit = map.run.fit!;
  const known: KnownDims = new Map();
  let gathered: GatheredColumns | undefined;
  const observe = async (): Promise<void> => {
    const taken = gathered!.take();
    await taken.add(maps);
    await fit.observe(taken);
  };
  for (const source of sources) {
    const seen = new SourceProgress(progress, phase, source);
    const reader = await source.open(seen.onBytes);
    try {
      const read = { columns, batchRows: Math.min(READER_ROWS, batchRows) };
      for await (const { batch, firstRow, rejected } of reader.read({
        ...read,
        checkAll: true,
        ...(signal && { signal }),
      })) {
        signal?.throwIfAborted();
        gathered ??= new GatheredColumns(batch.schema, [...maps, map], [], known);
        gathered.append(batch, firstRow, source.name);
        seen.rows(batch.numRows + rejected.length, batch.numRows, reader);
        if (gathered.rowCount >= batchRows || gathered.byteLength >= BATCH_BYTES) await observe();
      }
      seen.end();
    } finally {
      await reader.close();
    }
  }
  if (gathered && gathered.rowCount > 0) await observe();
}
