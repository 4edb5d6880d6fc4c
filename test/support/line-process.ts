import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";

const main = fileURLToPath(new URL("../../services/demo/src/main.ts", import.meta.url));

export interface LineProcess {
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Resolves with the exit code, null when it was killed. */
  ended: Promise<number | null>;
}

/** `npm start` as a process of its own. */
export function startLineProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): LineProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, output: () => text, ended };
}

export interface TestHome {
  dir: string;
  remove(): Promise<void>;
}

/** A home of an embedded line, in a folder that only its owner may enter. */
export async function createTestHome(): Promise<TestHome> {
  const parent = await mkdtemp(join(tmpdir(), "fieldwork-home-"));
  const dir = join(parent, "checkout");
  await mkdir(dir, { mode: 0o700 });
  return {
    dir,
    async remove() {
      const id = await readFile(join(dir, ".fieldwork", "id"), "utf8").catch(() => "");
      if (id.trim() !== "") {
        await rm(join("/var/lib/fieldwork", id.trim()), { recursive: true, force: true });
      }
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** Writes a connections file; returns its path. */
export async function writeConnections(
  dir: string,
  connections: readonly object[],
): Promise<string> {
  const path = join(dir, "connections.json");
  await writeFile(path, JSON.stringify(connections), { mode: 0o600 });
  return path;
}

/** Writes a folder of the configuration; returns its path. */
export async function writeConfig(dir: string, connections: readonly object[]): Promise<string> {
  const folder = join(dir, "config");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "connections.yaml"), stringify({ connections }));
  return folder;
}
