import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
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
