import { type ObjectName, type RecordChanged, recordKey } from "@fieldwork/contracts";
import { type CrmAdapter, type FieldDescription, sameValue } from "@fieldwork/crm";
import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import {
  type Database,
  dropOutputHints,
  findOwnership,
  findShownOutputs,
  keepOutputHints,
  type LedgerEntry,
  listDueOutputHints,
  type OutputHint,
  type OwnerChange,
  type Ownership,
  recordOwnerChanges,
  type ShownOutputs,
} from "@fieldwork/store";
import { findOwner, liveValue } from "@fieldwork/write-rules";
import type { FieldDescriptions } from "./field-descriptions.ts";
import { followMerges } from "./follow-merges.ts";
import { readDescribed } from "./read-described.ts";

export interface FollowOutputsDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  descriptions: FieldDescriptions;
  logger: Logger;
}

export interface OutputFollower extends Service {
  /** Examines records that were read after an edit. */
  handle(events: readonly RecordChanged[], signal: AbortSignal): Promise<void>;
}

const lookEveryMs = 250;
const maxHints = 200;

/** What an event, or a read that was kept, has seen of a record. */
interface SeenOutputs extends OutputHint {
  /** Undefined of what was kept. */
  vendorAt?: string;
}

/**
 * Notices when a person edited an output. An output that differs from the ledger and from open intents
 * is only a hint: the record is read live, and only its present value can change an owner. Nothing is read
 * where a newer read has shown our value again: so a writer that comes late to the log does not read all that
 * was written since. What was
 * seen while our own write to the record was under way is kept until that write has ended: only then
 * can what a person did right after it be told apart from it.
 */
export function createOutputFollower(deps: FollowOutputsDeps): OutputFollower {
  const { database, adapters, logger } = deps;

  async function judge(hints: readonly SeenOutputs[], signal: AbortSignal): Promise<void> {
    const groups = Map.groupBy(hints, ({ connection, object }) => `${connection}/${object}`);
    for (const group of groups.values()) {
      const { connection, object } = group[0] ?? {};
      const adapter = connection === undefined ? undefined : adapters.get(connection);
      if (adapter && object) await judgeHints(deps, { adapter, object, hints: group }, signal);
    }
  }

  const ticker = createTicker({
    name: "output follower",
    logger,
    async tick(signal) {
      const due = await listDueOutputHints(database, maxHints);
      if (due.length === 0) return lookEveryMs;
      await judge(due, signal);
      await dropOutputHints(database, due);
      return due.length < maxHints ? lookEveryMs : 0;
    },
  });

  return {
    ...ticker,
    async handle(events, signal) {
      await followMerges(deps, events, signal);
      await judge(hintsIn(events), signal);
    },
  };
}

/** What was seen last of each record. */
function hintsIn(events: readonly RecordChanged[]): SeenOutputs[] {
  const newest = new Map<string, SeenOutputs>();
  for (const event of events) {
    if (event.kind !== "changed") continue;
    const { connection, object, id } = event.ref;
    const { outputs, version } = event;
    const hint = { connection, object, recordId: id, outputs, vendorAt: version.vendorAt };
    newest.set(recordKey(event.ref), hint);
  }
  return [...newest.values()];
}

interface Judged {
  adapter: CrmAdapter;
  object: ObjectName;
  hints: readonly SeenOutputs[];
}

async function judgeHints(
  { database, descriptions, logger }: FollowOutputsDeps,
  { adapter, object, hints }: Judged,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = adapter;
  const asked = { connection, object, recordIds: hints.map(({ recordId }) => recordId) };
  const before = await findOwnership(database, asked);
  const moving = movingRecords(before);
  const later = hints.filter(({ recordId }) => moving.has(recordId));
  if (later.length > 0) await keepOutputHints(database, later);
  const seen = new Map(hints.map((hint) => [hint.recordId, hint]));
  const suspect = before.ledger.filter(({ recordId, field, value, owner }) => {
    const output = seen.get(recordId)?.outputs[field];
    if (output === undefined || moving.has(recordId)) return false;
    return owner === "fieldwork" && !sameValue(output, value);
  });
  if (suspect.length === 0) return;
  const suspectIds = [...new Set(suspect.map(({ recordId }) => recordId))];
  const shown = await findShownOutputs(database, { connection, object, recordIds: suspectIds });
  const differing = withoutOvertaken(suspect, { seen, shown });
  if (differing.length === 0) return;
  const recordIds = [...new Set(differing.map(({ recordId }) => recordId))];
  const fields = [...new Set(differing.map(({ field }) => field))];
  const read = { adapter, object, recordIds, fields };
  const { live, descriptions: described } = await readDescribed(descriptions, read, signal);
  const after = await findOwnership(database, { connection, object, recordIds });
  const changes = live.flatMap(({ ref, outputs }) =>
    decideOwners({ recordId: ref.id, outputs, before, after, descriptions: described }),
  );
  if (changes.length === 0) return;
  const done = await recordOwnerChanges(database, { connection, object, changes });
  for (const { recordId, field } of done) {
    logger.info(
      { record: recordKey({ connection, object, id: recordId }), field },
      "a person changed an enriched field and now owns it",
    );
  }
}

/**
 * Without what was seen before a newer read showed our own value: whatever a person does after that read comes
 * with an event of its own. Pure.
 */
export function withoutOvertaken(
  ledger: readonly LedgerEntry[],
  {
    seen,
    shown,
  }: {
    seen: ReadonlyMap<string, Pick<SeenOutputs, "vendorAt">>;
    shown: readonly ShownOutputs[];
  },
): LedgerEntry[] {
  const newest = new Map(shown.map((one) => [one.recordId, one]));
  return ledger.filter(({ recordId, field, value }) => {
    const read = newest.get(recordId);
    const seenAt = seen.get(recordId)?.vendorAt;
    const output = read?.outputs[field];
    if (read === undefined || seenAt === undefined || output === undefined) return true;
    return read.vendorAt <= new Date(seenAt) || !sameValue(output, value);
  });
}

/** Records to which a write of ours is under way. */
function movingRecords({ intents }: Ownership): ReadonlySet<string> {
  return new Set(intents.filter(({ isUnderWay }) => isUnderWay).map(({ recordId }) => recordId));
}

/** Who owns the outputs of one record, read live between two reads of the ledger. Pure. */
export function decideOwners({
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
    // The ledger changed while we read: what we read may be older than it.
    if (before.ledger.find(sameField)?.recordedAt !== ledger.recordedAt) return [];
    const owner = findOwner({
      live,
      ledger,
      intents: after.intents.filter(sameField),
      description,
    });
    if (!owner.isUnrecorded || owner.owner === "fieldwork" || owner.owner === "nobody") return [];
    return [
      {
        recordId,
        field: ledger.field,
        fromOwner: ledger.owner,
        toOwner: owner.owner,
        value: live,
        seenRecordedAt: ledger.recordedAt,
      },
    ];
  });
}
