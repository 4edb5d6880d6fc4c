import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type ServerUser, serverUser } from "./server-binaries.ts";

/**
 * Where an embedded Fieldwork keeps everything. A checkout has one, identified by a random id stored in
 * it.
 */
export interface Home {
  id: string;
  dir: string;
  serverDir: string;
  /** Where the server's binaries are copied to; undefined if it runs them from the package. */
  binariesDir: string | undefined;
  serverUser: ServerUser | undefined;
  /** Held by the one process that runs here. */
  lockPath: string;
}

/**
 * Finds or creates the home of a checkout: a folder inside it or, as root, one under `/var/lib` that
 * the server's user can enter, whatever folder the checkout is in.
 */
export async function openHome(checkoutDir: string): Promise<Home> {
  const marker = join(checkoutDir, ".fieldwork");
  await mkdir(marker, { recursive: true, mode: 0o700 });
  const id = await keptId(join(marker, "id"));
  const user = serverUser();
  const dir = user ? join("/var/lib/fieldwork", id) : marker;
  await mkdir(dir, { recursive: true });
  // The server's user must be able to pass through; what is secret inside has its own mode.
  if (user) for (const passed of ["/var/lib/fieldwork", dir]) await chmod(passed, 0o711);
  return {
    id,
    dir,
    serverDir: join(dir, "postgres"),
    binariesDir: user ? join(dir, "postgres-binaries") : undefined,
    serverUser: user,
    lockPath: lockPathOf(id),
  };
}

// The path of a socket can have about 100 bytes, and a checkout may be deeper.
function lockPathOf(id: string): string {
  return process.platform === "win32"
    ? `\\\\.\\pipe\\fieldwork-${id}`
    : join(tmpdir(), `fieldwork-${id}.sock`);
}

async function keptId(file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (/^[0-9a-f]{12}$/.test(kept.trim())) return kept.trim();
  const fresh = randomBytes(6).toString("hex");
  await writeFile(file, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}

/** What each set of connections with a route has to itself: a database and a folder. */
export interface State {
  name: string;
  database: string;
  dir: string;
}

/** Names a state after what it is for; `settings` distinguishes what the words alone do not. */
export function stateOf(
  home: Home,
  { words, settings }: { words: string[]; settings: unknown },
): State {
  const digest = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 6);
  const slug = words
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40);
  const name = `${slug}-${digest}`;
  return {
    name,
    database: `fieldwork_${name.replaceAll("-", "_")}`,
    dir: join(home.dir, "states", name),
  };
}

const lastState = z.object({ name: z.string(), database: z.string(), dir: z.string() });

export async function rememberState(home: Home, state: State): Promise<void> {
  await writeFile(join(home.dir, "last-state.json"), JSON.stringify(state), { mode: 0o600 });
}

/** The state of the last run here; undefined if there was none. */
export async function findLastState(home: Home): Promise<State | undefined> {
  const text = await readFile(join(home.dir, "last-state.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : lastState.parse(JSON.parse(text));
}
