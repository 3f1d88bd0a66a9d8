/** Letters whose folding is not what lower, upper and lower case again make of them. */
const EXCEPTIONS = /[\u{131}\u{13A0}-\u{13FD}\u{AB70}-\u{ABBF}]/u;
const RUNS =
  /[\u{131}]|[\u{13A0}-\u{13FD}\u{AB70}-\u{ABBF}]+|[^\u{131}\u{13A0}-\u{13FD}\u{AB70}-\u{ABBF}]+/gu;

/** Unicode's full default case folding: equal for texts that differ in case only. */
export function caseFold(text: string): string {
  return EXCEPTIONS.test(text) ? text.replace(RUNS, foldRun) : foldPlain(text);
}

function foldRun(run: string): string {
  if (run === "\u{131}") return run;
  // Cherokee folds to its capitals, which are the older letters.
  return EXCEPTIONS.test(run) ? run.toUpperCase() : foldPlain(run);
}

function foldPlain(text: string): string {
  // Lower case alone keeps ß, and ends words in ς.
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
