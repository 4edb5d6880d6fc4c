import { type ObjectName, type RecordChanged, recordKey } from "@fieldwork/contracts";
import { type CrmAdapter, type FieldDescription, sameValue } from "@fieldwork/crm";
import { delay, type Logger } from "@fieldwork/runtime";
import {
  type Database,
  findOwnership,
  type OwnerChange,
  type Ownership,
  recordOwnerChanges,
} from "@fieldwork/store";
import type { FieldDescriptions } from "./field-descriptions.ts";
import { findOwner } from "./find-owner.ts";
import { liveValue } from "./live-value.ts";
import { readDescribed } from "./read-described.ts";

export interface FollowOutputsDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  descriptions: FieldDescriptions;
  logger: Logger;
}

/**
 * Watches outputs for a person's hand. An output that differs from the ledger and from open intents
 * is only a hint: the record is read live, and only what stands there now can change an owner.
 */
export function createOutputFollower(deps: FollowOutputsDeps) {
  return async (events: readonly RecordChanged[], signal: AbortSignal): Promise<void> => {
    const changed = events.filter((event) => event.kind === "changed");
    const groups = Map.groupBy(changed, ({ ref }) => `${ref.connection}/${ref.object}`);
    for (const group of groups.values()) {
      const { connection, object } = group[0]?.ref ?? {};
      const adapter = connection === undefined ? undefined : deps.adapters.get(connection);
      if (adapter && object) await follow(deps, { adapter, object, events: group }, signal);
    }
  };
}

const settleWithinMs = 3000;
const lookEveryMs = 50;

interface Followed {
  adapter: CrmAdapter;
  object: ObjectName;
  events: readonly Extract<RecordChanged, { kind: "changed" }>[];
}

async function follow(
  { database, descriptions, logger }: FollowOutputsDeps,
  { adapter, object, events }: Followed,
  signal: AbortSignal,
): Promise<void> {
  const connection = adapter.connection;
  const newest = new Map(events.map((event) => [event.ref.id, event]));
  const asked = { connection, object, recordIds: [...newest.keys()] };
  const before = await findSettledOwnership(database, asked, signal);
  if (before.ledger.length === 0) return;
  const hints = before.ledger.filter(({ recordId, field, value, owner }) => {
    const seen = newest.get(recordId)?.outputs[field];
    if (seen === undefined) return false;
    return owner === "fieldwork" && !sameValue(seen, value);
  });
  if (hints.length === 0) return;
  const recordIds = [...new Set(hints.map(({ recordId }) => recordId))];
  const fields = [...new Set(hints.map(({ field }) => field))];
  const read = { adapter, object, recordIds, fields };
  const { live, descriptions: described } = await readDescribed(descriptions, read, signal);
  const after = await findOwnership(database, { connection, object, recordIds });
  const changes = live.flatMap(({ ref, outputs }) =>
    settleOwners({ recordId: ref.id, outputs, before, after, descriptions: described }),
  );
  if (changes.length === 0) return;
  const done = await recordOwnerChanges(database, { connection, object, changes });
  for (const { recordId, field } of done) {
    logger.info(
      { record: recordKey({ connection, object, id: recordId }), field },
      "a person changed an enriched field; it is theirs now",
    );
  }
}

/**
 * The ledger once no write of ours to these records is under way: what a person did right after one can
 * only be told from it when it is settled. After a while as it is.
 */
async function findSettledOwnership(
  database: Database,
  asked: Parameters<typeof findOwnership>[1],
  signal: AbortSignal,
): Promise<Ownership> {
  const deadline = performance.now() + settleWithinMs;
  for (;;) {
    const ownership = await findOwnership(database, asked);
    const isMoving = ownership.intents.some(({ isUnderWay }) => isUnderWay);
    if (!isMoving || signal.aborted || performance.now() > deadline) return ownership;
    await delay(lookEveryMs, signal);
  }
}

/** Who owns the outputs of one record, read live between two looks at the ledger. Pure. */
export function settleOwners({
  recordId,
  outputs,
  before,
  after,
  descriptions,
}: {
  recordId: string;
  outputs: Readonly<Record<string, string | null>>;
  before: Ownership;
  after: Ownership;
  descriptions: readonly FieldDescription[];
}): OwnerChange[] {
  return after.ledger.flatMap((ledger): OwnerChange[] => {
    if (ledger.recordId !== recordId) return [];
    const description = descriptions.find(({ field }) => field === ledger.field);
    const live = liveValue(outputs[ledger.field], description);
    if (live === undefined) return [];
    const sameField = (one: { recordId: string; field: string }) =>
      one.recordId === recordId && one.field === ledger.field;
    // Settled while we read: what we read may be older than what stands.
    if (before.ledger.find(sameField)?.settledAt !== ledger.settledAt) return [];
    const owner = findOwner({
      live,
      ledger,
      intents: after.intents.filter(sameField),
      description,
    });
    if (!owner.isNews || owner.owner === "fieldwork" || owner.owner === "nobody") return [];
    return [
      {
        recordId,
        field: ledger.field,
        fromOwner: ledger.owner,
        toOwner: owner.owner,
        value: live,
        seenSettledAt: ledger.settledAt,
      },
    ];
  });
}
