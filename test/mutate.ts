import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Proves that the tests of the guarantees can fail: applies each patch under `test/mutations/` to a
 * copy of the tree, runs the tests that the patch names, and expects them to turn red.
 *
 * Usage: npm run test:mutations [-- part of a patch's name]
 */
const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const patchDir = join(root, "test", "mutations");
const wanted = process.argv[2] ?? "";

const names = (await readdir(patchDir)).filter(
  (name) => name.endsWith(".patch") && name.includes(wanted),
);
let survivors = 0;
for (const name of names.toSorted()) {
  const { guarantee, tests } = await headerOf(name);
  const copy = await copyTree();
  try {
    await run("git", ["apply", "--unidiff-zero", join(patchDir, name)], { cwd: copy });
    const isRed = await turnsRed(copy, tests);
    if (!isRed) survivors += 1;
    process.stdout.write(`${isRed ? "red" : "STILL GREEN"}  ${guarantee}  ${name}\n`);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
process.stdout.write(`\n${names.length - survivors} passed, ${survivors} failed\n`);
process.exitCode = survivors === 0 && names.length > 0 ? 0 : 1;

/** The lines above the diff: `guarantee: G2`, `tests: path [-t name]`. */
async function headerOf(name: string): Promise<{ guarantee: string; tests: string[] }> {
  const text = await readFile(join(patchDir, name), "utf8");
  const field = (key: string) => new RegExp(`^${key}: (.+)$`, "m").exec(text)?.[1];
  const [guarantee, tests] = [field("guarantee"), field("tests")];
  if (!guarantee || !tests)
    throw new Error(`${name} names no guarantee or no tests above its diff`);
  const [files = "", pattern] = tests.split(" -t ");
  return { guarantee, tests: [...files.split(" "), ...(pattern ? ["-t", pattern] : [])] };
}

/** The tracked and new files, with dependencies linked, and the workspaces linked to the copy. */
async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "fieldwork-mutation-"));
  const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 2 ** 24,
  });
  for (const file of stdout.split("\n").filter(Boolean)) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
  const modules = join(copy, "node_modules");
  await mkdir(join(modules, "@fieldwork"), { recursive: true });
  for (const entry of await readdir(join(root, "node_modules"))) {
    if (entry === "@fieldwork") continue;
    await symlink(join(root, "node_modules", entry), join(modules, entry));
  }
  for (const group of ["packages", "services"]) {
    for (const entry of await readdir(join(copy, group))) {
      await symlink(join(copy, group, entry), join(modules, "@fieldwork", entry));
      // What a workspace has in a version of its own.
      const own = join(root, group, entry, "node_modules");
      if (existsSync(own)) await symlink(own, join(copy, group, entry, "node_modules"));
    }
  }
  await symlink(join(copy, "infra"), join(modules, "@fieldwork", "infra"));
  return copy;
}

/** Red is a failed test; a run that could not even start proves nothing. */
async function turnsRed(copy: string, tests: readonly string[]): Promise<boolean> {
  const report = join(copy, "report.json");
  await new Promise<void>((resolve, reject) => {
    const args = [
      "run",
      "--config",
      "test/vitest.config.ts",
      "--reporter=json",
      `--outputFile=${report}`,
    ];
    const child = spawn(join(root, "node_modules", ".bin", "vitest"), [...args, ...tests], {
      cwd: copy,
      stdio: "ignore",
    });
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  const { numFailedTests, numPassedTests } = JSON.parse(await readFile(report, "utf8"));
  if (numFailedTests + numPassedTests === 0) throw new Error(`no test ran: ${tests.join(" ")}`);
  return numFailedTests > 0;
}
