import type { Screen } from "../../command-line/screen.ts";
import type { Shown } from "../../command-line/shown.ts";
import { progressText, type ShownProgress } from "./progress-text.ts";
import { statesText } from "./states-text.ts";

export interface WatchDeps {
  read(): Promise<ShownProgress>;
  /** A person looks at it, so that what is shown can take the place of what was. */
  isInteractive: boolean;
  live(text: Shown["text"]): void;
  out(text: string): void;
  rest(): Promise<void>;
}

/**
 * Shows how far a backfill is until it ends: where a person looks, as it is now, with a bar for each state;
 * otherwise a line for each change. Resolves with how it ended.
 */
export async function watchProgress(deps: WatchDeps): Promise<ShownProgress> {
  let last = "";
  for (;;) {
    const progress = await deps.read();
    const hasEnded = progress.state === "finished" || progress.state === "cancelled";
    const text = (screen: Screen) => pictureText(progress, screen);
    if (deps.isInteractive) deps.live(text);
    else if (markOf(progress) !== last) deps.out(`${progressText(progress)}\n`);
    last = markOf(progress);
    if (hasEnded) return progress;
    await deps.rest();
  }
}

/** How far it is, and what became of its records. Pure. */
export function pictureText(progress: ShownProgress, screen: Pick<Screen, "columns">): string {
  return [...progressText(progress).split("  "), ...statesText(progress.receipt, screen)].join(
    "\n",
  );
}

/** What is another one once there is something to tell. */
function markOf({ state, step, ended, receipt, waitsFor }: ShownProgress): string {
  return JSON.stringify([state, step, ended, receipt.held, waitsFor?.name]);
}
