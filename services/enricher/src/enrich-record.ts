import type { Reason } from "@fieldwork/contracts";
import { type Enrichment, missingInput, missingInputReason } from "@fieldwork/enrichments";
import { paidTurn } from "@fieldwork/models";
import { createInstruments } from "@fieldwork/runtime";
import type { AnswerClaim, ClaimedAsk, HeldClaim } from "@fieldwork/store";
import type { AskDeps } from "./ask-deps.ts";
import { type AskModelsDeps, askModels } from "./ask-models.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { isTooOld, tooOldBefore } from "./known-answer.ts";
import { refreshAnswer } from "./refresh-answer.ts";
import { type Prompt, renderPrompt } from "./render-prompt.ts";
import type { Shared } from "./shared-answers/shared-answers.ts";

export type EnrichDeps = AskModelsDeps &
  Pick<AskDeps, "definitions" | "savings" | "refreshes" | "shares"> & {
    statements: Omit<AskDeps["statements"], "claim">;
  };

const answers = createInstruments((meter) =>
  meter.createCounter("fieldwork.answers", {
    description:
      "Questions by what was found: known already, asked by another record now, or to be asked",
    unit: "{question}",
  }),
);

/**
 * Gets an answer for a claimed row: a known one, a paid one, or that of the record that is paying for
 * it now.
 */
export async function enrichRecord(
  deps: EnrichDeps,
  { ask, held }: { ask: ClaimedAsk; held: HeldClaim },
  signal: AbortSignal,
): Promise<void> {
  const { statements, definitions } = deps;
  const enrichment = definitions.named(ask.enrichment, ask.definitionHash);
  const prompt = enrichment && renderPrompt(enrichment, ask.fields);
  const blank = reasonNotToAsk(ask, enrichment, prompt);
  if (blank?.isHidden) {
    const { reason } = blank;
    const dueInMs = Number.POSITIVE_INFINITY;
    return statements.release({ ...ask, dueInMs, reason, waitsFor: null, isFailure: false });
  }
  if (enrichment === undefined || prompt === undefined || blank !== undefined) {
    const reason = blank?.reason ?? undefinedReason(ask);
    return statements.end({ ...ask, state: "skipped", reason });
  }
  const question: AnswerClaim = {
    fingerprint: fingerprintOf(
      enrichment,
      prompt,
      enrichment.cache?.mode === "off" ? ask.workId : undefined,
    ),
    token: ask.token,
    workId: ask.workId,
    enrichment: enrichment.name,
    promptVersion: enrichment.promptVersion,
    definitionHash: enrichment.hash,
  };
  const { fingerprint } = question;
  const shared = await deps.shares.find({ ask, enrichment, prompt, fingerprint });
  if (shared) return useShared(statements, ask, shared);
  const claimed = await statements.claimAnswer(question);
  const before = tooOldBefore(enrichment, { wantedAt: ask.wantedAt, now: new Date() });
  const isOutdated = claimed.kind === "known" && isTooOld(before, claimed.answeredAt);
  const result = isOutdated ? "outdated" : claimed.kind;
  answers()?.add(1, { "fieldwork.enrichment": enrichment.name, result });
  switch (claimed.kind) {
    case "known": {
      if (before && isOutdated) {
        const asking = { ask, question, answeredBefore: before };
        return refreshAnswer(deps, asking, () =>
          askModels(
            deps,
            { ask, enrichment, prompt, question, turn: undefined },
            AbortSignal.any([signal, held.signal]),
          ),
        );
      }
      deps.savings.note(enrichment.name, claimed.costNanoUsd);
      return statements.keep({ ...ask, fingerprint, paid: null });
    }
    case "busy": {
      return statements.release({
        ...{ ...ask, dueInMs: 0, waitsFor: fingerprint, isFailure: false },
        reason: { code: "asked-by-another", detail: null },
      });
    }
    case "claimed": {
      held.paysFor(fingerprint);
      const turn = claimed.turn === null ? undefined : paidTurn.safeParse(claimed.turn).data;
      const answer = await askModels(
        deps,
        { ask, enrichment, prompt, question, turn },
        AbortSignal.any([signal, held.signal]),
      );
      const { provider, model, outputs, costNanoUsd } = answer;
      return statements.keep({
        ...ask,
        fingerprint,
        paid: { ...question, provider, model, outputs, costNanoUsd },
      });
    }
    default:
      return claimed satisfies never;
  }
}

/** What another record of the company has answered serves this one too, and what it asks is waited for. */
function useShared(
  statements: Pick<EnrichDeps["statements"], "keep" | "release">,
  ask: ClaimedAsk,
  { kind, fingerprint }: Shared,
): Promise<void> {
  if (kind === "known") return statements.keep({ ...ask, fingerprint, paid: null });
  const reason = { code: "asked-by-another", detail: null } as const;
  // Without a fingerprint to wait for, it looks again.
  const dueInMs = fingerprint === null ? lookAgainMs : 0;
  return statements.release({ ...ask, dueInMs, reason, waitsFor: fingerprint, isFailure: false });
}

const lookAgainMs = 500;

function reasonNotToAsk(
  ask: ClaimedAsk,
  enrichment: Enrichment | undefined,
  prompt: Prompt | undefined,
): { reason: Reason; isHidden: boolean } | undefined {
  if (enrichment === undefined) return { reason: undefinedReason(ask), isHidden: false };
  if (ask.deleted) return { reason: { code: "record-deleted", detail: null }, isHidden: false };
  // What the model would see counts: a field may render to nothing. One that we were not shown stays
  // absent.
  const seen = Object.keys(ask.fields).map((field) => [field, prompt?.fields[field] ?? null]);
  const missing = missingInput(enrichment, Object.fromEntries(seen));
  return missing && { reason: missingInputReason(missing), isHidden: missing.isHidden };
}

function undefinedReason({ enrichment }: ClaimedAsk): Reason {
  return { code: "enrichment-undefined", detail: { enrichment } };
}
