import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { vulkanDrivers } from "../../../src/backends/webgpu/vulkan-drivers.ts";
import { tempFolder } from "../../support/temp.ts";

async function manifest(folder: string, name = "driver.json"): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), "{}");
  return join(folder, name);
}

test.each(["VK_DRIVER_FILES", "VK_ICD_FILENAMES"])(
  "drivers named with %s are the only ones, whether files or folders",
  async (variable) => {
    const folder = await tempFolder();
    const one = await manifest(join(folder, "one"));
    const two = await manifest(join(folder, "two"), "b.json");
    const env = {
      [variable]: [one, join(folder, "absent.json"), join(folder, "two")].join(":"),
      XDG_DATA_DIRS: folder,
    };
    await manifest(join(folder, "vulkan", "icd.d"));
    expect(await vulkanDrivers(env)).toMatchObject({ found: [one, two], untold: [] });
    expect(await vulkanDrivers({ [variable]: join(folder, "absent.json") })).toEqual({
      found: [],
      untold: [],
      places: [join(folder, "absent.json")],
    });
  },
);

test.each([
  ["XDG_DATA_DIRS", "vulkan/icd.d"],
  ["XDG_DATA_HOME", "vulkan/icd.d"],
  ["XDG_CONFIG_HOME", "vulkan/icd.d"],
  ["XDG_CONFIG_DIRS", "vulkan/icd.d"],
  ["HOME", ".local/share/vulkan/icd.d"],
  ["HOME", ".config/vulkan/icd.d"],
  ["VK_ADD_DRIVER_FILES", ""],
])("a driver is found through %s in %s", async (variable, below) => {
  const folder = await tempFolder();
  const path = await manifest(join(folder, below));
  await writeFile(join(folder, below, "notes.txt"), "");
  const { found } = await vulkanDrivers({ [variable]: folder }, []);
  expect(found).toContain(path);
  expect(found.filter((name) => name.startsWith(folder))).toEqual([path]);
});

test("the folder of a container counts where there is nothing else", async () => {
  const folder = await tempFolder();
  const path = await manifest(join(folder, "container"));
  const places = [join(folder, "container")];
  const { found, untold } = await vulkanDrivers({ HOME: folder }, places);
  expect(untold).toEqual(found.length === 0 ? [path] : []);
  const other = await manifest(join(folder, ".config", "vulkan", "icd.d"));
  const both = await vulkanDrivers({ HOME: folder }, places);
  expect(both.found).toContain(other);
  expect(both.untold).toEqual([]);
});
