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
const ofModels = [7, 17, 18, 23, 24, 25, 26, 28, 31, 32, 33, 41, 42, 44, 60];
/** The items of the CRMs that guard data: what is read (1 to 14), limits and logins (16 to 20), what is written (22 to 39). */
const ofCrms = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 16, 17, 18, 19, 20],
  ...[22, 24, 29, 31, 32, 33, 36, 37, 39],
];

test("each item of the model layer that guards money, limits or privacy, and of the CRMs that guards data, has a mutation that breaks it", async () => {
  const names = (await readdir(patches)).filter((name) => name.endsWith(".patch"));
  const texts = await Promise.all(names.map((name) => readFile(join(patches, name), "utf8")));
  const guaranteed = texts.flatMap(
    (text) => /^guarantee: (.+)$/m.exec(text)?.[1]?.split(", ") ?? [],
  );
  const wanted = [
    ...ofModels.map((item) => `models-${item}`),
    ...ofCrms.map((item) => `crm-${item}`),
  ];
  expect(wanted.filter((item) => !guaranteed.includes(item))).toEqual([]);
});
