import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { root } from "./compose-file.ts";

const read = (file: string) => readFile(`${root}${file}`, "utf8");
const sources = await Promise.all(
  globSync("{packages,services,test,infra}/**/*.ts", {
    cwd: root,
    exclude: ["**/node_modules"],
  }).map(async (file) => ({ file, text: await read(file) })),
);
const doors = globSync("{packages,services}/*/src/index.ts", { cwd: root });

test.each(doors)("each value that %s exports is used by another package", async (door) => {
  const folder = dirname(dirname(door));
  const { name } = JSON.parse(await read(`${folder}/package.json`)) as { name: string };
  const used = sources
    .filter(({ file }) => !file.startsWith(`${folder}/`))
    .flatMap(({ text }) => namesIn(text, "import", name));
  const offered = namesIn(await read(door), "export");
  expect(offered.filter((one) => !used.includes(one))).toEqual([]);
});

/** The values that a source imports from a package, or exports from files of its own. */
function namesIn(text: string, how: "import" | "export", from = '[^"]+'): string[] {
  const lists = text.matchAll(new RegExp(`^${how} \\{([^}]*)\\} from "${from}"`, "gm"));
  return [...lists]
    .flatMap(([, list = ""]) => list.split(","))
    .map((one) => one.trim())
    .filter((one) => one !== "" && !one.startsWith("type "))
    .map((one) => (how === "import" ? one.replace(/ as .*/, "") : one.replace(/.* as /, "")));
}
