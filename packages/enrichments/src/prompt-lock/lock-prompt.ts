import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@fieldwork/runtime";
import { currentVersion, readLock, textHash } from "./check-lock.ts";
import { type LockedFigures, withVersion } from "./prompt-lock.ts";
import { readPrompts } from "./read-prompts.ts";

/**
 * Locks the version of a prompt that is in force, with what was measured: it may be released, and never
 * changes again.
 *
 * @throws AppError `definition_invalid` where an enrichment keeps no versions, or its lock cannot be read.
 */
export async function lockPrompt(
  folder: string,
  { promptVersion, figures }: { promptVersion: string; figures: LockedFigures[] },
): Promise<{ file: string; version: number }> {
  const dir = join(folder, "prompts");
  const prompts = await readPrompts(dir);
  const version = currentVersion(prompts);
  const text = prompts.texts.get(version);
  if (text === undefined) {
    throw invalid(`${folder} keeps no versions of its prompt: move prompt.md to prompts/1.md`);
  }
  const lock = prompts.lock === undefined ? { versions: [] } : readLock(prompts.lock);
  if ("problem" in lock) throw invalid(`${join(dir, "lock.json")}: ${lock.problem}`);
  const file = join(dir, "lock.json");
  const locked = withVersion(lock, { version, sha256: textHash(text), promptVersion, figures });
  await writeFile(file, `${JSON.stringify(locked, null, 2)}\n`);
  return { file, version };
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "definition_invalid", retryable: false });
}
