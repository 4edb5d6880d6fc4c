import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const sources = ["services/console/src", "packages/contracts/src"];
const main = fileURLToPath(new URL("main.ts", import.meta.url));

/**
 * Builds the console, unless it is built as its sources are now. Returns the folder. It runs in a process of its
 * own, because it takes some hundred megabytes for a moment.
 */
export async function buildConsole(): Promise<string> {
  const cache = join(root, "node_modules", ".cache", "fieldwork-console");
  const built = join(cache, await hashOfSources());
  if (await isThere(built)) return built;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "building-"));
  try {
    await run(folder);
    // Another start may have been faster.
    if (!(await isThere(built))) await rename(folder, built);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return built;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  const files = ["package-lock.json", "services/console/package.json"];
  for (const folder of sources) {
    const names = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    files.push(
      ...names
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name).slice(root.length)),
    );
  }
  for (const file of files.toSorted()) {
    hash.update(`${file}\0`);
    hash.update(await readFile(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function isThere(folder: string): Promise<boolean> {
  return access(join(folder, "index.html")).then(
    () => true,
    () => false,
  );
}

async function run(folder: string): Promise<void> {
  const child = spawn(process.execPath, [main, folder], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the console could not be built: ${said.slice(0, 2000)}`);
}
