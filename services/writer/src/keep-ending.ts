import { reasonOf } from "@fieldwork/runtime";
import {
  abandonIntents,
  abandonLeft,
  type BrakeScope,
  type ClaimedWrite,
  confirmIntents,
  type Db,
  type DecisionRow,
  endOrders,
  endWrites,
  joinGroup,
  keepBrakes,
  recordDecisions,
  recordOrdered,
  refuseIntents,
  releaseGroup,
  releaseOrders,
  releaseWrites,
  type WriteRelease,
} from "@fieldwork/store";
import { waitsForPerson } from "@fieldwork/write-rules";
import type { SentWrite } from "./batch.ts";
import { orderedEntries } from "./ledger-entries.ts";
import { orderEnd } from "./order-end.ts";
import type { BrakePlan } from "./plan-brake.ts";
import { type BatchEnding, decideAgain, type WorkEnding } from "./plan-ending.ts";
import { restHeldUp } from "./plan-rest.ts";
import type { DecidedField } from "./plan-writes.ts";

export interface PlannedEnding {
  scope: BrakeScope;
  sent: readonly SentWrite[];
  ending: BatchEnding;
}

/** Stores an ending in one transaction: intents, work, decisions, brakes. Returns the work that ended. */
export async function keepEnding(
  tx: Db,
  { scope, sent, ending: { work, brakes } }: PlannedEnding,
): Promise<ReadonlySet<string>> {
  await endSent(tx, sent, work);
  const endedIds = await endWork(tx, scope, work);
  const ended = work.flatMap(({ claim }) => (endedIds.has(claim.workId) ? [claim] : []));
  if (ended.length > 0) await abandonLeft(tx, scope, ended);
  if (brakes.length > 0) await endBrakes(tx, scope, brakes);
  return endedIds;
}

async function endSent(
  tx: Db,
  sent: readonly SentWrite[],
  work: readonly WorkEnding[],
): Promise<void> {
  const written = sent.flatMap(({ intents, result }) =>
    result.kind === "written" ? intents.map(({ id }) => id) : [],
  );
  const refused = sent.flatMap(({ intents, result }) =>
    result.kind === "refused"
      ? intents.map(({ id }) => ({ id, reason: reasonOf(result.error) }))
      : [],
  );
  const dead = new Set(
    work.filter(({ end }) => end?.state === "dead").map(({ claim }) => claim.workId),
  );
  const abandoned = sent.flatMap(({ intents, result }) =>
    result.kind === "unknown"
      ? intents
          .filter(({ workId }) => dead.has(workId))
          .map(({ id }) => ({ id, reason: reasonOf(result.error) }))
      : [],
  );
  if (written.length > 0) await confirmIntents(tx, written);
  if (refused.length > 0) await refuseIntents(tx, refused);
  if (abandoned.length > 0) await abandonIntents(tx, abandoned);
}

async function endWork(
  tx: Db,
  scope: BrakeScope,
  endings: readonly WorkEnding[],
): Promise<ReadonlySet<string>> {
  const [orders, answers] = partition(endings, ({ claim }) => claim.order !== null);
  const ends = answers.flatMap(({ claim, end }) => (end ? [{ ...claimOf(claim), ...end }] : []));
  const releases = releasesOf(answers);
  const ended = ends.length > 0 ? await endWrites(tx, ends) : [];
  if (releases.length > 0) await releaseWrites(tx, releases);
  const endedIds = new Set([...ended, ...(await finishOrders(tx, scope, orders))]);
  const decisions = endings
    .filter(({ claim, release }) => release !== undefined || endedIds.has(claim.workId))
    .flatMap((ending) => ending.fields.map((field) => toDecisionRow(field, ending)));
  if (decisions.length > 0) await recordDecisions(tx, decisions);
  return endedIds;
}

/** Under a brake an order waits: what the CRM refuses for all records is not a refusal of this one. */
const heldOrderRestMs = 60_000;

async function finishOrders(
  tx: Db,
  scope: BrakeScope,
  planned: readonly WorkEnding[],
): Promise<readonly string[]> {
  if (planned.length === 0) return [];
  const orders = await recordEntries(tx, scope, planned.map(afterBrake));
  const releases = releasesOf(orders);
  if (releases.length > 0) await releaseOrders(tx, releases);
  return endOrders(tx, orders.flatMap(orderEnd));
}

/** Of what no call was made for, the ledger alone decides: where it has changed since, the order is decided again. */
async function recordEntries(
  tx: Db,
  scope: BrakeScope,
  orders: readonly WorkEnding[],
): Promise<readonly WorkEnding[]> {
  const entries = orders.flatMap(({ fields }) => fields.flatMap(orderedEntries));
  if (entries.length === 0) return orders;
  const recorded = new Set(await recordOrdered(tx, scope, entries));
  const overtaken = new Set(
    entries.flatMap(({ workId }) => (recorded.has(workId) ? [] : [workId])),
  );
  return orders.map((order) =>
    overtaken.has(order.claim.workId) ? decideAgain(order.claim) : order,
  );
}

function afterBrake(order: WorkEnding): WorkEnding {
  const { claim, end } = order;
  if (end?.groupId === undefined || end.reason === null) return order;
  const held = { reason: end.reason, waitMs: heldOrderRestMs };
  return { claim, fields: [], release: restHeldUp(claim, held) };
}

function releasesOf(endings: readonly WorkEnding[]): WriteRelease[] {
  return endings.flatMap(({ claim, release }) =>
    release ? [{ ...claimOf(claim), ...release }] : [],
  );
}

function partition<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

async function endBrakes(tx: Db, scope: BrakeScope, brakes: readonly BrakePlan[]): Promise<void> {
  const changes = brakes.map(({ change }) => change);
  await keepBrakes(tx, scope, changes);
  for (const { change, released, joining } of brakes) {
    const { enrichment, on } = change;
    if (released !== undefined) await releaseGroup(tx, scope, { enrichment, groupId: released });
    if (on && joining.length > 0) await joinGroup(tx, { workIds: joining, ...on });
  }
}

function claimOf({ workId, token }: ClaimedWrite) {
  return { workId, token };
}

function toDecisionRow(decided: DecidedField, { end }: Pick<WorkEnding, "end">): DecisionRow {
  const { claim, field, live, answer, decision, goesWith } = decided;
  // Under a brake all wait together for the CRM, not each for a person.
  const isOfGroup = end?.groupId !== undefined;
  return {
    answerId: claim.answerId,
    opensReview:
      claim.order === null &&
      goesWith === undefined &&
      waitsForPerson(decided) &&
      !isOfGroup &&
      end?.state !== "dead",
    workId: claim.workId,
    generation: claim.generation,
    wantedBy: claim.wantedBy,
    field,
    decision: decision.kind,
    reason: decision.reason,
    liveValue: live ?? null,
    answerValue: answer,
    fingerprint: claim.fingerprint,
    traceparent: claim.traceparent,
  };
}
