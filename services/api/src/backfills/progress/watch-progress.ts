import { progressText, type ShownProgress } from "./progress-text.ts";

export interface WatchDeps {
  read(): Promise<ShownProgress>;
  /** A line that the next one takes the place of, where a person looks at it. */
  isInteractive: boolean;
  out(text: string): void;
  rest(): Promise<void>;
}

const clearLine = "\r\u001b[K";

/**
 * Shows how far a backfill is until it ends: one line that moves on, or a line for each change. Resolves with
 * how it ended.
 */
export async function watchProgress(deps: WatchDeps): Promise<ShownProgress> {
  let last = "";
  for (;;) {
    const progress = await deps.read();
    const text = progressText(progress);
    const hasEnded = progress.state === "finished" || progress.state === "cancelled";
    if (deps.isInteractive) deps.out(`${clearLine}${text}${hasEnded ? "\n" : ""}`);
    else if (markOf(progress) !== last) deps.out(`${text}\n`);
    last = markOf(progress);
    if (hasEnded) return progress;
    await deps.rest();
  }
}

/** What is another one once there is something to tell. */
function markOf({ state, step, ended, receipt, waitsFor }: ShownProgress): string {
  return JSON.stringify([state, step, ended, receipt.held, waitsFor?.name]);
}
