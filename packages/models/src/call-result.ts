import type { AnsweredOutputs } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { CheckedAnswer } from "./check-answer.ts";
import { type AnswerKind, failureKind } from "./decide-next.ts";

/** An answer as `decideNext` sees it. */
export function answerKind(checked: CheckedAnswer): AnswerKind {
  if (checked.kind === "unreadable") return "unreadable";
  const { outputs, rejected } = checked;
  if (rejected.length === 0) return "clean";
  return rejected.length === Object.keys(outputs).length ? "all-rejected" : "partly-rejected";
}

/**
 * The outputs of a model's two turns together: the later ones, except for values that only the earlier
 * turn had.
 */
export function mergeTurns(turns: readonly (CheckedAnswer | undefined)[]): AnsweredOutputs {
  const merged: AnsweredOutputs = {};
  for (const turn of turns) {
    if (turn?.kind !== "checked") continue;
    for (const [name, output] of Object.entries(turn.outputs)) {
      const isLost = turn.rejected.includes(name) && merged[name]?.value != null;
      if (!isLost) merged[name] = output;
    }
  }
  return merged;
}

/**
 * The error of a call that no model answered. If one of our own errors ended the call, it is that. If
 * any model was only unavailable or out of money, the item may still be answered later, and the first
 * such error says when; otherwise the first model's verdict counts.
 */
export function errorOfCall(failures: readonly AppError[]): AppError {
  const byKind = Map.groupBy(failures, ({ code }) => failureKind(code));
  const told = byKind.get("ours")?.[0] ?? byKind.get("away")?.[0] ?? failures[0];
  if (told === undefined) {
    return new AppError("the route names no model", { code: "config_invalid", retryable: false });
  }
  return told;
}
