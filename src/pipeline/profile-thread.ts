import { parentPort, workerData } from "node:worker_threads";
import { resolveInputs } from "./inputs.ts";
import { observeHere, type ThreadNews, type ThreadWork } from "./profile-parts.ts";

/** A thread of a profile: takes in some of the columns. */
const { inputs, columns, of } = workerData as ThreadWork;
const port = parentPort!;
const tell = (news: ThreadNews): void => port.postMessage(news);

const sources = await resolveInputs(inputs, { columns });
const observed = await observeHere(
  sources,
  {
    columns,
    correlate: false,
    onSource: ({ byteLength }) => {
      let told = 0;
      return {
        onBytes: () => {},
        rows: ({ batch, firstRow }, { rowCount }) => {
          const done = Math.floor((byteLength * (firstRow + batch.numRows)) / (rowCount || 1));
          tell({ rows: batch.numRows, bytes: Math.max(0, done - told) });
          told = Math.max(told, done);
        },
        end: () => tell({ rows: 0, bytes: Math.max(0, byteLength - told) }),
      };
    },
  },
  of,
);
tell({ observed });
