import type { Reason } from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";
import type { BrakeOn, ClaimedWrite, WriteBrake, WriteEnd } from "@fieldwork/store";
import type { SentWrite } from "./batch.ts";
import { countsAgainst, failedAlone, type Outcome, outcomeOfBatch } from "./plan-blame.ts";
import type { BrakePlan, Verdict } from "./plan-brake.ts";
import {
  type PlannedRelease,
  restAfterRefusal,
  restAfterSetback,
  restHeldUp,
  restHidden,
  restUntilParentIsFree,
} from "./plan-rest.ts";
import { type DecidedField, outcomeOf, type WritePlan } from "./plan-writes.ts";
import { verdictOf, verdictOfRead, type WriteVerdict } from "./write-verdict.ts";

/** How the work of one answer continues: it ends, or it is put back to be written later. */
export interface WorkEnding {
  claim: ClaimedWrite;
  /** What is stored for the trail. */
  fields: readonly DecidedField[];
  end?: Pick<WriteEnd, "state" | "reason" | "groupId">;
  release?: PlannedRelease;
}

export interface BatchEnding {
  work: readonly WorkEnding[];
  brakes: readonly BrakePlan[];
}

export interface Rules {
  maxFailures: number;
  isPreview: boolean;
  nowMs: number;
  /** From 0 to 1. */
  random: () => number;
  newGroupId: () => string;
}

export interface BatchSituation extends Rules {
  plan: WritePlan;
  sent: readonly SentWrite[];
  /** As they are now. */
  brakes: readonly WriteBrake[];
}

/** How often a write may name a field that the CRM then says it does not have. */
const missingFieldTries = 3;

/**
 * What a batch's replies mean for each answer. Pure.
 *
 * - A limit, a credential problem or a call that was never sent has nothing to do with the record: it
 *   comes back after the wait.
 * - What a guard kept from being written is read and decided again: a person's edit, made meanwhile, wins.
 * - What fails together counts against nobody: the batch is halved until one is alone. Alone, its
 *   failure counts towards a dead letter, if others were written meanwhile and not too many failed the
 *   same way.
 * - What the CRM refuses goes to a person, once it was tried a few times where nobody knows what the CRM
 *   means; where it refuses all records for the same reason, as one
 *   group with everything still to be written.
 * - A field that is hidden from us decides nothing: the answer waits until it is visible.
 */
export function planEnding(situation: BatchSituation): BatchEnding {
  const { plan, brakes: standing, isPreview, nowMs, newGroupId } = situation;
  const verdicts = verdictsOf(situation);
  const outcome = outcomeOfBatch({ standing, verdicts, nowMs, newGroupId });
  const ended = plan.ended.map(
    ({ claim, reason }): WorkEnding => ({
      claim,
      fields: [],
      end: { state: "skipped", reason },
    }),
  );
  const waiting = plan.waiting.map(
    (claim): WorkEnding => ({
      claim,
      fields: [],
      release: restUntilParentIsFree(claim, situation),
    }),
  );
  const decided = [...Map.groupBy(plan.decided, ({ claim }) => claim)];
  const carried = decided.map(([claim, fields]): WorkEnding => {
    if (!fields.some(isWrite)) return endDecided(claim, fields);
    if (isPreview) return { claim, fields, end: { state: "previewed", reason: null } };
    const verdict = outcome.verdicts.get(claim.workId)?.verdict;
    return verdict === undefined
      ? endUnsent(claim, fields, outcome)
      : endSent({ claim, fields, verdict }, { ...situation, outcome });
  });
  return { work: [...ended, ...waiting, ...carried], brakes: outcome.brakes };
}

/** What the failure of a whole batch, for example of its read, means for each answer. Pure. */
export function planFailure({
  claims,
  error,
  brakes,
  ...rules
}: Rules & {
  claims: readonly ClaimedWrite[];
  error: AppError;
  brakes: readonly WriteBrake[];
}): BatchEnding {
  const verdict = verdictOfRead(error);
  const verdicts = claims.map(
    ({ workId, recordId, enrichment }) =>
      [workId, { workId, recordId, enrichment, verdict }] as const,
  );
  const { nowMs, newGroupId } = rules;
  const outcome = outcomeOfBatch({
    ...{ standing: brakes, verdicts: new Map(verdicts) },
    ...{ nowMs, newGroupId },
  });
  const work = claims.map((claim) =>
    endSent({ claim, fields: [], verdict }, { ...rules, outcome }),
  );
  return { work, brakes: outcome.brakes };
}

interface SentAnswer<Verdict extends WriteVerdict = WriteVerdict> {
  claim: ClaimedWrite;
  fields: readonly DecidedField[];
  verdict: Verdict;
}

type Context = Rules & { outcome: Outcome };

function endSent({ claim, fields, verdict }: SentAnswer, context: Context): WorkEnding {
  switch (verdict.kind) {
    case "written":
      return endDecided(claim, fields);
    case "gone": {
      const reason = { code: "record-gone", detail: null } as const;
      return { claim, fields, end: { state: "skipped", reason } };
    }
    case "held-up":
    case "overtaken":
      return { claim, fields: [], release: restHeldUp(claim, verdict) };
    case "no-field":
      return claim.rest.kind === "hidden" && claim.rest.rests >= missingFieldTries
        ? endedInReview(claim, fields, { reason: verdict.reason })
        : { claim, fields: [], release: restHidden(claim, verdict) };
    case "refused": {
      const on = brakeOver(claim, context.outcome);
      const isOfGroup = on?.signature === verdict.signature;
      if (verdict.isUnknown && !on && claim.failures + 1 < context.maxFailures) {
        return { claim, fields: [], release: restAfterRefusal(claim, verdict) };
      }
      return endedInReview(claim, fields, isOfGroup ? on : { reason: verdict.reason });
    }
    case "setback":
      return endSetback({ claim, fields, verdict }, context);
    default:
      return verdict satisfies never;
  }
}

function endSetback(
  { claim, fields, verdict }: SentAnswer<Extract<WriteVerdict, { kind: "setback" }>>,
  { outcome, maxFailures, random }: Context,
): WorkEnding {
  const isAlone = failedAlone(verdict, outcome);
  const isFailure = isAlone && countsAgainst(claim, verdict, outcome);
  if (isFailure && claim.failures + 1 >= maxFailures) {
    const { reason } = verdict;
    return { claim, fields: fields.map(asRefused(reason)), end: { state: "dead", reason } };
  }
  const release = restAfterSetback(claim, verdict, { isAlone, isFailure, random });
  return { claim, fields: [], release };
}

/** Ends what is decided and, where necessary, written. If a field is hidden, the answer waits. */
function endDecided(claim: ClaimedWrite, fields: readonly DecidedField[]): WorkEnding {
  const hidden = fields.filter(({ decision }) => decision.kind === "hidden");
  if (hidden.length === 0) return { claim, fields, end: outcomeOf(fields) };
  const detail = { fields: hidden.map(({ field }) => field) };
  const reason: Reason = { code: "field-hidden", detail };
  const isFirst = claim.rest.kind !== "hidden" || fields.some(isWrite);
  return { claim, fields: isFirst ? fields : [], release: restHidden(claim, { reason }) };
}

/**
 * Held back by the brake; or the claim was lost, and its new holder continues; or an order came in
 * between.
 */
function endUnsent(
  claim: ClaimedWrite,
  fields: readonly DecidedField[],
  outcome: Outcome,
): WorkEnding {
  const on = brakeOver(claim, outcome);
  return on ? endedInReview(claim, fields, on) : decideAgain(claim);
}

/** Back to be decided anew at once: nothing was done, and nothing failed. */
export function decideAgain(claim: ClaimedWrite): WorkEnding {
  return { claim, fields: [], release: restHeldUp(claim, { reason: notSentYet, waitMs: 0 }) };
}

const notSentYet: Reason = { code: "not-sent-yet", detail: null };

function endedInReview(
  claim: ClaimedWrite,
  fields: readonly DecidedField[],
  { reason, groupId }: { reason: Reason; groupId?: string },
): WorkEnding {
  const end = { state: "review", reason, groupId } as const;
  return { claim, fields: fields.map(asRefused(reason)), end };
}

/** As it is once the batch has ended. */
function brakeOver(
  { enrichment }: ClaimedWrite,
  { standing, brakes }: Outcome,
): Pick<BrakeOn, "signature" | "groupId" | "reason"> | null {
  const planned = brakes.find(({ change }) => change.enrichment === enrichment);
  if (planned) return planned.change.on;
  return standing.find((brake) => brake.enrichment === enrichment)?.on ?? null;
}

function verdictsOf({ plan, sent }: BatchSituation): ReadonlyMap<string, Verdict> {
  const enrichments = new Map(plan.decided.map(({ claim }) => [claim.workId, claim.enrichment]));
  return new Map(
    sent.flatMap(({ intents, result }) => {
      const verdict = verdictOf(result);
      return intents.map(({ workId, ref }) => {
        const enrichment = enrichments.get(workId) ?? "";
        return [workId, { workId, recordId: ref.id, enrichment, verdict }] as const;
      });
    }),
  );
}

function isWrite({ decision }: DecidedField): boolean {
  return decision.kind === "write";
}

function asRefused(reason: Reason) {
  return (field: DecidedField): DecidedField =>
    isWrite(field) ? { ...field, decision: { kind: "cannot-be-written", reason } } : field;
}
