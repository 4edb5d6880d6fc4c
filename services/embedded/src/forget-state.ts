import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { State } from "@fieldwork/store/embedded";
import { logFileName } from "./run-context.ts";

/** Removes what a state keeps in its folder, except the log, which is already being written. */
export async function forgetState({ dir }: State): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name !== logFileName) await rm(join(dir, name), { recursive: true, force: true });
  }
}
