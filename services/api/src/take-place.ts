import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProblemError } from "@fieldwork/contracts/client";
import { delay } from "@fieldwork/runtime";
import { findLockHolder, type Home, type RunLock, takeRunLock } from "@fieldwork/store/embedded";
import { z } from "zod";

/** Where a line in one process says how its API is reached. */
const localApi = z.object({ pid: z.number(), url: z.url(), token: z.string() });

/** Whose the store of a checkout is while a command runs: a line's, or the command's own. */
export type Place =
  | { of: "line"; api: z.infer<typeof localApi> }
  | { of: "command"; lock: RunLock };

const waitsForMs = 60_000;
const lookEveryMs = 100;

/**
 * Waits for a line that starts or stops, and for another command: neither can be asked, and two processes
 * that start and stop one server end it under each other.
 *
 * @throws ProblemError `unavailable` if that takes too long.
 */
export async function takePlace(home: Home): Promise<Place> {
  const endAtMs = performance.now() + waitsForMs;
  for (;;) {
    const holder = await findLockHolder(home.lockPath);
    if (holder === undefined) {
      const lock = await takeRunLock(home.lockPath);
      if (lock) return { of: "command", lock };
    } else {
      const api = await readApi(home);
      if (api?.pid === holder) return { of: "line", api };
    }
    if (performance.now() > endAtMs) throw stillTaken(holder);
    await delay(lookEveryMs);
  }
}

/** A line that was killed leaves the file behind. */
async function readApi(home: Home): Promise<z.infer<typeof localApi> | undefined> {
  const text = await readFile(join(home.dir, "api.json"), "utf8").catch(() => "");
  // It may be in the middle of being written.
  return text.endsWith("}") ? localApi.safeParse(JSON.parse(text)).data : undefined;
}

function stillTaken(holder: number | undefined): ProblemError {
  const process = holder ? `process ${holder}` : "another process";
  return new ProblemError({
    ...{ type: "about:blank", title: "Not available now", status: 503, code: "unavailable" },
    detail: `${process} is at work in this checkout, a start that is not ready yet or another command: try again once it is done`,
  });
}
