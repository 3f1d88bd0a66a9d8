import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export interface VulkanDrivers {
  /** Manifests of drivers that the Vulkan loader finds by itself. */
  readonly found: readonly string[];
  /** Manifests where some containers have them, which the loader must be told of. */
  readonly untold: readonly string[];
  /** Where was looked. */
  readonly places: readonly string[];
}

/** Where containers of some clusters mount the driver of NVIDIA. */
const CONTAINER_FOLDERS = [
  "/usr/local/nvidia/share/vulkan/icd.d",
  "/usr/local/nvidia/vulkan/icd.d",
];

/** The Vulkan drivers of a Linux machine, found as the Vulkan loader finds them. */
export async function vulkanDrivers(
  env: Environment = process.env,
  containerFolders: readonly string[] = CONTAINER_FOLDERS,
): Promise<VulkanDrivers> {
  const named = env["VK_DRIVER_FILES"] || env["VK_ICD_FILENAMES"];
  if (named) {
    const places = paths(named);
    return { found: await manifests(places), untold: [], places };
  }
  const places = [...paths(env["VK_ADD_DRIVER_FILES"]), ...systemFolders(env)];
  const found = await manifests(places);
  return {
    found,
    untold: found.length > 0 ? [] : await manifests(containerFolders),
    places: [...places, ...containerFolders],
  };
}

const paths = (list: string | undefined): string[] => (list ?? "").split(":").filter(Boolean);

function systemFolders(env: Environment): string[] {
  const home = env["HOME"] || homedir();
  const roots = [
    env["XDG_CONFIG_HOME"] || join(home, ".config"),
    ...paths(env["XDG_CONFIG_DIRS"] || "/etc/xdg"),
    "/etc",
    "/usr/local/etc",
    env["XDG_DATA_HOME"] || join(home, ".local", "share"),
    ...paths(env["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share"),
    "/usr/local/share",
    "/usr/share",
    "/run/opengl-driver/share",
  ];
  return [...new Set(roots)].map((root) => join(root, "vulkan", "icd.d"));
}

/** The files among `places`, and the manifests in the folders among them. */
async function manifests(places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    const names = await readdir(place).catch(() => undefined);
    if (names) {
      const own = names.filter((name) => name.endsWith(".json")).toSorted();
      found.push(...own.map((name) => join(place, name)));
    } else if (await isFile(place)) found.push(place);
  }
  return found;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}
