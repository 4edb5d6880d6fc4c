import { isTraced, withSpan } from "@fieldwork/runtime";
import type { AttemptTurn } from "../prepare-attempt.ts";
import { type AttemptResult, type ModelLayerDeps, runAttempt } from "../run-attempt.ts";
import { attemptAttributes, attemptSpanName, contentAttributes } from "./gen-ai-attributes.ts";

/** Runs an attempt in a span of its own below its call's, where that is exported. Never throws. */
export async function traceAttempt(
  deps: ModelLayerDeps,
  turn: AttemptTurn,
  signal: AbortSignal,
): Promise<AttemptResult> {
  if (!isTraced()) return runAttempt(deps, turn, signal);
  return withSpan(attemptSpanName(turn.ref), {}, async (span) => {
    const result = await runAttempt(deps, turn, signal);
    span.setAttributes(attemptAttributes(result.record));
    if (turn.call.kept?.traced) {
      const answer = result.kind === "answered" ? result.text : undefined;
      span.setAttributes(contentAttributes(turn.call, { repair: turn.repair, answer }));
    }
    if (result.kind === "failed") span.setAttribute("error.type", result.error.code);
    return result;
  });
}
