import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const patches = join(root, "test", "mutations");

test("every mutation applies to the code as it is", async () => {
  const names = (await readdir(patches)).filter((name) => name.endsWith(".patch"));
  expect(names.length).toBeGreaterThan(30);
  const broken: string[] = [];
  for (const name of names) {
    const args = ["apply", "--check", "--unidiff-zero", join(patches, name)];
    await promisify(execFile)("git", args, { cwd: root }).catch(() => broken.push(name));
  }
  expect(broken).toEqual([]);
});

/** The items of the model layer that guard money (7, 31 to 33), limits (17 to 28) and privacy (41 to 60). */
const guarding = [7, 17, 18, 23, 24, 25, 26, 28, 31, 32, 33, 41, 42, 44, 60];

test("each item of the model layer that guards money, limits or privacy has a mutation that breaks it", async () => {
  const names = (await readdir(patches)).filter((name) => name.endsWith(".patch"));
  const texts = await Promise.all(names.map((name) => readFile(join(patches, name), "utf8")));
  const guaranteed = texts.flatMap(
    (text) => /^guarantee: (.+)$/m.exec(text)?.[1]?.split(", ") ?? [],
  );
  const missing = guarding.filter((item) => !guaranteed.includes(`models-${item}`));
  expect(missing).toEqual([]);
});
