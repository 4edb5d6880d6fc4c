import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PromptVersions } from "./check-lock.ts";

const versionFile = /^([1-9]\d{0,5})\.md$/;

/** The versions of a prompt in a folder; none where there is no such folder. */
export async function readPrompts(dir: string): Promise<PromptVersions> {
  const names = await readdir(dir).catch(noneIfMissing);
  const versions = names.flatMap((name) => {
    const [, version] = versionFile.exec(name) ?? [];
    return version === undefined ? [] : [{ name, version: Number(version) }];
  });
  const texts = await Promise.all(
    versions.map(
      async ({ name, version }) => [version, await readFile(join(dir, name), "utf8")] as const,
    ),
  );
  const lock = names.includes("lock.json")
    ? await readFile(join(dir, "lock.json"), "utf8")
    : undefined;
  return { texts: new Map(texts), lock };
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
