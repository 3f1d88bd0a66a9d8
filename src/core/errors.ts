/** What an error says beyond its first line; every part is one line, for people. */
export interface Remedy {
  /** The place: a file, a byte, an option, a kernel. */
  readonly where?: string;
  /** The rule that was broken. */
  readonly rule?: string;
  /** The one most likely thing to do. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/** The base of every error Sluice raises on purpose: what happened, where, the rule, the fix. */
export class EngineError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly rule: string | undefined;
  readonly fix: string | undefined;

  constructor(code: string, message: string, { where, rule, fix, cause }: Remedy = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.where = where;
    this.rule = rule;
    this.fix = fix;
  }
}

/** An option, flag or config key has a value it must not have. */
export class OptionError extends EngineError {
  readonly path: string;

  constructor(path: string, message: string, remedy: Remedy = {}) {
    super("OPTION", message, { where: path, ...remedy });
    this.path = path;
  }
}

/** The data lack a column, or have one of the wrong type. */
export class SchemaError extends EngineError {
  readonly column: string;

  constructor(column: string, message: string, remedy: Remedy = {}) {
    super("SCHEMA", message, remedy);
    this.column = column;
  }
}

/** A file is not what its format says a file must be. */
export class FormatError extends EngineError {
  readonly format: string;
  readonly file: string;
  /** Position in the file, in bytes, where known. */
  readonly byteOffset: number | undefined;

  constructor(
    format: string,
    file: string,
    byteOffset: number | undefined,
    message: string,
    remedy: Remedy = {},
  ) {
    super("FORMAT", message, {
      where: byteOffset === undefined ? file : `${file}, byte ${byteOffset}`,
      ...remedy,
    });
    this.format = format;
    this.file = file;
    this.byteOffset = byteOffset;
  }
}

/** What was asked for exists, but not here: a backend, a feature, an optional package. */
export class UnsupportedError extends EngineError {
  constructor(message: string, remedy: Remedy = {}) {
    super("UNSUPPORTED", message, remedy);
  }
}

/** Rows did not pass a gate of a plan, so that nothing was done with them. */
export class GateError extends EngineError {
  constructor(message: string, remedy: Remedy = {}) {
    super("GATE", message, remedy);
  }
}

/** A file or folder cannot be read or written. */
export class FileError extends EngineError {
  constructor(message: string, remedy: Remedy = {}) {
    super("FILE", message, remedy);
  }
}

/** The device went away; the work since the last checkpoint is lost. */
export class DeviceLostError extends EngineError {
  constructor(message: string, remedy: Remedy = {}) {
    super("DEVICE_LOST", message, remedy);
  }
}

/** A kernel failed validation or execution. */
export class KernelError extends EngineError {
  readonly kernel: string;

  constructor(kernel: string, message: string, remedy: Remedy = {}) {
    super("KERNEL", message, { where: `kernel ${kernel}`, ...remedy });
    this.kernel = kernel;
  }
}

/** More memory was asked for than the budget or the device has. */
export class OutOfMemoryError extends EngineError {
  /** Bytes asked for. */
  readonly asked: number;
  /** Bytes that were left. */
  readonly available: number;

  constructor(what: string, asked: number, available: number, remedy: Remedy = {}) {
    super("OUT_OF_MEMORY", `${what} needs ${asked} bytes; ${available} are left.`, remedy);
    this.asked = asked;
    this.available = available;
  }
}

/** Something was used after it was disposed. */
export class DisposedError extends EngineError {
  constructor(what: string) {
    super("DISPOSED", `${what} was used after it was disposed.`);
  }
}
