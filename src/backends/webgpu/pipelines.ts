import { KernelError } from "../../core/errors.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { Context } from "./context.ts";
import { inspect } from "./context.ts";

/** A compiled kernel and the layout its buffers are bound by. */
export interface Pipeline {
  readonly compute: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Compiles each kernel once per device. */
export class Pipelines {
  readonly #context: Context;
  readonly #compiled = new Map<string, Promise<Pipeline>>();

  constructor(context: Context) {
    this.#context = context;
  }

  get(kernel: Kernel): Promise<Pipeline> {
    const key = `${kernel.name}\n${kernel.wgsl}`;
    let pipeline = this.#compiled.get(key);
    if (!pipeline) {
      pipeline = compile(this.#context, kernel);
      this.#compiled.set(key, pipeline);
    }
    return pipeline;
  }
}

async function compile(context: Context, kernel: Kernel): Promise<Pipeline> {
  const { device, faults } = context;
  const { name: label, bindings } = kernel;
  const subject = { what: `kernel ${label}`, kernels: [label] };
  const shader = inspect(context, subject, () =>
    device.createShaderModule({ label, code: kernel.wgsl }),
  );
  const { messages } = await faults.settle(shader.value.getCompilationInfo());
  const error = messages.find(({ type }) => type === "error");
  if (error) throw compileError(kernel, error);
  await shader.verdict;

  const { value, verdict } = inspect(context, subject, () => {
    const layout = device.createBindGroupLayout({
      label,
      entries: [
        "uniform" as const,
        ...Object.values(bindings).map(({ access }) =>
          access === "read" ? ("read-only-storage" as const) : ("storage" as const),
        ),
      ].map((type, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type },
      })),
    });
    const compute = device.createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({ label, bindGroupLayouts: [layout] }),
      compute: { module: shader.value, entryPoint: "main" },
    });
    return { layout, compute: faults.settle(compute) };
  });
  await verdict;
  try {
    return { layout: value.layout, compute: await value.compute };
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== "GPUPipelineError") throw cause;
    throw new KernelError(label, `The shader of ${label} makes no pipeline: ${cause.message}`, {
      rule: "params at binding 0, then the bindings in their order, as the contract declares them",
      fix: "make shader and contract agree, within the limits of the device",
      cause,
    });
  }
}

function compileError(
  kernel: Kernel,
  { message, lineNum, linePos }: GPUCompilationMessage,
): KernelError {
  return new KernelError(kernel.name, `The shader of ${kernel.name} does not compile: ${message}`, {
    where: `kernel ${kernel.name}, line ${lineNum}, column ${linePos}`,
    rule: kernel.wgsl.split("\n")[lineNum - 1]?.trim() ?? "",
    fix: "correct the shader, or use a device that has the feature it enables",
  });
}
