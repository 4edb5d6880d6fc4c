import type { WriteGuard } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import {
  type ClaimedWrite,
  type Database,
  findOwnership,
  type Ownership,
  recordOwnerChanges,
  recoverIntents,
} from "@fieldwork/store";
import type { Batch } from "./batch.ts";
import type { WriterConfig } from "./config.ts";
import type { FieldDescriptions } from "./field-descriptions.ts";
import { ownerChanges, recoveries } from "./ledger-entries.ts";
import type { ParentLeases } from "./parent-leases.ts";
import {
  type Parents,
  type Place,
  parentsOf,
  parentsToWriteUnder,
  placeOf,
  underParents,
} from "./plan-parents.ts";
import { type DefinitionOf, planWrites, type WritePlan } from "./plan-writes.ts";
import { readDescribed } from "./read-described.ts";
import { guardsOf } from "./write-guards.ts";

export interface ReadAndPlanDeps {
  config: WriterConfig;
  database: Database;
  definitions: Pick<Definitions, "named" | "load">;
  descriptions: FieldDescriptions;
  parents: Pick<ParentLeases, "take">;
}

export interface PlannedRead {
  plan: WritePlan;
  guards: ReadonlyMap<string, WriteGuard>;
  parents: Parents;
  /** By `performance.now()`. */
  readBeganAt: number;
}

/**
 * Reads a batch's records as they are now, and decides. Undefined if another process changed the ledger
 * of one of the fields between the read and the decision.
 */
export async function readAndPlan(
  { config, database, definitions, descriptions, parents: leases }: ReadAndPlanDeps,
  { adapter, object, claims }: Batch,
  signal: AbortSignal,
): Promise<PlannedRead | undefined> {
  const readBeganAt = performance.now();
  const connection = adapter.connection;
  const recordIds = [...new Set(claims.map(({ recordId }) => recordId))];
  const asked = { connection, object, recordIds };
  await definitions.load(claims);
  const definitionOf: DefinitionOf = ({ enrichment, definitionHash }) =>
    definitions.named(enrichment, definitionHash);
  const fields = outputFields(claims, definitionOf);
  const before = await findOwnership(database, asked);
  const read = await readDescribed(descriptions, { adapter, object, recordIds, fields }, signal);
  const after = await findOwnership(database, asked);
  if (hasMoved(before, after)) return undefined;
  const place = placeOf(adapter, object);
  const parents = parentsOf(read.live, place);
  const isPreview = config.WRITE_MODE === "preview";
  const decided = planWrites({ claims, ...read, ...after, definitionOf, isPreview });
  const plan = isPreview
    ? decided
    : await leaseParentsOf(leases, { connection, plan: decided, parents, place });
  await recoverIntents(database, { connection, object, found: plan.decided.flatMap(recoveries) });
  const changes = plan.decided.flatMap(ownerChanges);
  if (changes.length > 0) await recordOwnerChanges(database, { connection, object, changes });
  const guards = guardsOf({ plan, live: read.live, readBeganAt, adapter });
  return { plan, guards, parents, readBeganAt };
}

/** What would write under a parent that another batch writes under waits. */
async function leaseParentsOf(
  leases: Pick<ParentLeases, "take">,
  {
    connection,
    plan,
    parents,
    place,
  }: { connection: string; plan: WritePlan; parents: Parents; place: Place },
): Promise<WritePlan> {
  const [first] = plan.decided;
  const parentIds = parentsToWriteUnder(plan, parents);
  if (first === undefined || parentIds.length === 0) return plan;
  const { token } = first.claim;
  const leased = new Set(plan.decided.flatMap(({ claim }) => claim.parentId ?? []));
  return underParents(plan, {
    parents,
    leased: await leases.take({ connection, parentIds, leased, place, token }),
  });
}

function outputFields(claims: readonly ClaimedWrite[], definitionOf: DefinitionOf): string[] {
  const definitions = new Set(
    claims.map((claim) => (claim.order ? undefined : definitionOf(claim))),
  );
  const fields = [...definitions].flatMap((one) => one?.outputs.map(({ field }) => field) ?? []);
  const ordered = claims.flatMap(({ order }) => (order ? [order.field] : []));
  return [...new Set([...fields, ...ordered])];
}

function hasMoved(before: Ownership, after: Ownership): boolean {
  const stamps = ({ ledger }: Ownership) =>
    new Map(ledger.map((entry) => [`${entry.recordId}/${entry.field}`, entry.recordedAt]));
  const [old, now] = [stamps(before), stamps(after)];
  return [...now].some(([field, recordedAt]) => old.get(field) !== recordedAt);
}
