import { KernelError } from "../../core/errors.ts";
import type { Kernel, ShaderVariant } from "../../core/kernel.ts";
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
    const { wgsl } = shaderFor(kernel, this.#context.device.features);
    const key = `${kernel.name}\n${wgsl}`;
    let pipeline = this.#compiled.get(key);
    if (!pipeline) {
      pipeline = compile(this.#context, kernel, wgsl);
      this.#compiled.set(key, pipeline);
    }
    return pipeline;
  }
}

/** The best shader of a kernel for a device with these features. */
export function shaderFor(
  { wgsl, variants = [] }: Kernel,
  features: ReadonlySet<string>,
): Pick<ShaderVariant, "wgsl" | "inputs"> {
  return variants.find(({ needs }) => needs.every((need) => features.has(need))) ?? { wgsl };
}

async function compile(context: Context, kernel: Kernel, wgsl: string): Promise<Pipeline> {
  const { device, faults } = context;
  const { name: label, bindings } = kernel;
  const subject = { what: `kernel ${label}`, kernels: [label] };
  const shader = inspect(context, subject, () => device.createShaderModule({ label, code: wgsl }));
  const { messages } = await faults.settle(shader.value.getCompilationInfo());
  const error = messages.find(({ type }) => type === "error");
  if (error) throw compileError(label, wgsl, error);
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
  kernel: string,
  wgsl: string,
  { message, lineNum, linePos }: GPUCompilationMessage,
): KernelError {
  return new KernelError(kernel, `The shader of ${kernel} does not compile: ${message}`, {
    where: `kernel ${kernel}, line ${lineNum}, column ${linePos}`,
    rule: wgsl.split("\n")[lineNum - 1]?.trim() ?? "",
    fix: "correct the shader, or use a device that has the feature it enables",
  });
}
