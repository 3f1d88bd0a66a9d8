// Makes the device report an error that no scope catches; stdout is for data.
import { openWatched } from "../support.ts";

await using watched = await openWatched();
watched.native.createBuffer({ label: "astray", size: 16, usage: 0 });
await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write("data\n");
