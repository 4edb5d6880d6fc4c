import type { GenerateResult } from "@fieldwork/models";
import type { AnswerClaim, ClaimedAsk, Database, PaidAnswer } from "@fieldwork/store";
import { claimRefresh, releaseRefresh, replaceAnswer } from "@fieldwork/store/known-answers";
import type { AskStatements } from "./ask-statements.ts";
import type { EnricherConfig } from "./config.ts";

/** For the few questions whose known answer is too old. */
export interface RefreshStatements {
  claim(question: AnswerClaim, answeredBefore: Date): Promise<boolean>;
  release(question: AnswerClaim): Promise<void>;
  replace(paid: PaidAnswer & AnswerClaim): Promise<void>;
}

export function createRefreshStatements(
  database: Database,
  { CALL_DEADLINE_MS, LEASE_MS }: Pick<EnricherConfig, "CALL_DEADLINE_MS" | "LEASE_MS">,
): RefreshStatements {
  // Nobody renews it, so that it lasts for the whole call.
  const leaseMs = CALL_DEADLINE_MS + LEASE_MS;
  return {
    claim: (question, answeredBefore) =>
      claimRefresh(database, { ...question, answeredBefore, leaseMs }),
    release: (question) => releaseRefresh(database, question),
    replace: (paid) => replaceAnswer(database, paid),
  };
}

const lookAgainMs = 500;

/**
 * Asks a question again whose known answer is too old. Of several records that want that, one pays, and the
 * others look again; the old answer stays the current one until there is a new one.
 */
export async function refreshAnswer(
  {
    refreshes,
    statements,
  }: { refreshes: RefreshStatements; statements: Pick<AskStatements, "keep" | "release"> },
  {
    ask,
    question,
    answeredBefore,
  }: { ask: ClaimedAsk; question: AnswerClaim; answeredBefore: Date },
  askModels: () => Promise<GenerateResult>,
): Promise<void> {
  const { fingerprint } = question;
  if (!(await refreshes.claim(question, answeredBefore))) {
    const reason = { code: "asked-by-another", detail: null } as const;
    const waiting = { dueInMs: lookAgainMs, reason, waitsFor: null, isFailure: false };
    return statements.release({ ...ask, ...waiting });
  }
  let answer: GenerateResult;
  try {
    answer = await askModels();
  } catch (error) {
    await refreshes.release(question);
    throw error;
  }
  const { provider, model, outputs, costNanoUsd } = answer;
  const paid = { ...question, provider, model, outputs, costNanoUsd };
  await refreshes.replace(paid);
  return statements.keep({ ...ask, fingerprint, paid });
}
