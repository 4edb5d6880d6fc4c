import { createHash } from "node:crypto";
import type { FileProblem } from "@fieldwork/runtime";
import { type PromptLock, promptLock } from "./prompt-lock.ts";

/** The folder `prompts/` of an enrichment: its versions by their numbers, and the text of its lock, if any. */
export interface PromptVersions {
  texts: ReadonlyMap<number, string>;
  lock: string | undefined;
}

/** The version in force: the one with the highest number. Pure. */
export function currentVersion({ texts }: PromptVersions): number {
  return Math.max(0, ...texts.keys());
}

/** In hex, as a lock has it. Pure. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A lock from its text, or what is wrong with it. Pure. */
export function readLock(text: string): PromptLock | { problem: string } {
  try {
    const { data, error } = promptLock.safeParse(JSON.parse(text));
    const [issue] = error?.issues ?? [];
    return data ?? { problem: [...(issue?.path ?? []), issue?.message].map(String).join(": ") };
  } catch (error) {
    return { problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export interface LockedPrompts extends PromptVersions {
  /** The enrichment's folder, for messages, and its name. */
  folder: string;
  name: string;
  /** What a model is told and learns from now; undefined where the definition has mistakes. */
  promptVersion: string | undefined;
}

/**
 * What released versions of a prompt differ in from their lock, and whether the one in force has been
 * released. Without a lock, nothing is checked. Pure.
 */
export function checkLock(
  { folder, name, texts, lock: text, promptVersion }: LockedPrompts,
  { mayBeUnreleased }: { mayBeUnreleased: boolean },
): FileProblem[] {
  if (text === undefined) return [];
  const at = (file: string) => ({ file: `${folder}/prompts/${file}`, line: 1, column: 1 });
  const lock = readLock(text);
  if ("problem" in lock) {
    const remedy = "Restore it from the version control, or measure the prompt again";
    return [{ ...at("lock.json"), problem: lock.problem, remedy }];
  }
  const current = currentVersion({ texts, lock: text });
  const next = `Write prompts/${current + 1}.md, and measure it with npx fieldwork evaluate ${name} --files --lock`;
  const changed = lock.versions.flatMap(({ version, sha256 }): FileProblem[] => {
    const standing = texts.get(version);
    if (standing !== undefined && textHash(standing) === sha256) return [];
    const problem =
      standing === undefined ? "is gone, but was released" : "has changed since it was released";
    return [{ ...at(`${version}.md`), problem, remedy: `Restore it. ${next}` }];
  });
  if (changed.length > 0 || promptVersion === undefined) return changed;
  const locked = lock.versions.find(({ version }) => version === current);
  if (locked === undefined) {
    if (mayBeUnreleased) return [];
    const remedy = `Measure it with npx fieldwork evaluate ${name} --files --lock`;
    return [{ ...at(`${current}.md`), problem: "has no figures yet", remedy }];
  }
  if (locked.promptVersion === promptVersion) return [];
  const problem = `inputs, outputs, examples or vocabulary have changed since version ${current} of the prompt was released`;
  return [{ ...at("lock.json"), problem, remedy: `${next}; it may say the same` }];
}
