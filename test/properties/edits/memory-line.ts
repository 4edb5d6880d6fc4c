import type { RecordChanged } from "@fieldwork/contracts";
import { type CrmAdapter, type FieldDescription, sameValue } from "@fieldwork/crm";
import { planWork } from "@fieldwork/planner/steps";
import type { ClaimedWrite, PlannedRecord } from "@fieldwork/store";
import {
  decideOwners,
  orderedEntries,
  ownerChanges,
  planWrites,
  recoveries,
  toIntent,
  type WritePlan,
} from "@fieldwork/writer/steps";
import { profile } from "../backfill-world.ts";
import { output } from "../memory-crm.ts";
import type { EditedLine } from "./edited-line.ts";
import { MemoryLedger } from "./memory-ledger.ts";
import { MemoryWork } from "./memory-work.ts";

const signal = new AbortController().signal;

interface Line {
  adapter: CrmAdapter;
  records: Map<string, PlannedRecord>;
  work: MemoryWork;
  ledger: MemoryLedger;
  /** Outputs that were seen while a write of ours was under way. */
  hints: Map<string, RecordChanged>;
}

/** The line's pure decisions, with all that the store would keep in memory. */
export function openMemoryLine(adapter: CrmAdapter): EditedLine {
  const line: Line = {
    ...{ adapter, records: new Map(), work: new MemoryWork() },
    ...{ ledger: new MemoryLedger(), hints: new Map() },
  };
  const { records, work, ledger } = line;
  return {
    plan: async (events) => plan(line, events),
    follow: (events) => follow(line, events),
    ask: async ({ count, isCut }) =>
      work.ask({ count, isCut }, (id) => records.get(id)?.fields ?? {}),
    write: (through) => write(line, through),
    lapse: async () => work.lapse(),
    async undo(recordId) {
      const [entry, before] = [ledger.entry(recordId), ledger.lastWrite(recordId)];
      if (entry?.owner !== "fieldwork" || entry.fingerprint === null || !before) return false;
      const { field, value: expectedValue, fingerprint } = entry;
      const owner = before.beforeOwner ?? "fieldwork";
      const order = {
        field,
        kind: "undo",
        value: before.beforeValue,
        owner,
        expectedValue,
      } as const;
      work.place(recordId, order, fingerprint);
      return true;
    },
    unfinished: async (ids) =>
      work.rows.filter(({ recordId, state }) => state !== "ended" && ids.includes(recordId)).length,
    known: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          const { description: text = null } = record?.fields ?? {};
          return record ? [[id, { text, value: record.outputs[output] ?? null }]] : [];
        }),
      ),
    stop: async () => undefined,
  };
}

function plan({ records, work }: Line, events: readonly RecordChanged[]): void {
  const ids = new Set(events.map(({ ref }) => ref.id));
  const known = [...records.values()]
    .filter(({ ref }) => ids.has(ref.id))
    .map((record) => {
      const wanted = work.of(record.ref.id)?.wanted.hash;
      return { ...record, wanted: wanted === undefined ? {} : { [profile.name]: wanted } };
    });
  const changes = events.map((event) => ({ event, traceparent: undefined }));
  const planned = planWork({ changes, known, enrichments: [profile], filterable: new Map() });
  for (const record of planned.records) records.set(record.ref.id, record);
  for (const one of planned.work) work.want(one);
}

async function follow(line: Line, events: readonly RecordChanged[]): Promise<void> {
  const { adapter, ledger, hints } = line;
  for (const event of events) hints.set(event.ref.id, event);
  const before = ledger.ownership([...hints.keys()]);
  const moving = new Set(
    before.intents.filter(({ isUnderWay }) => isUnderWay).map(({ recordId }) => recordId),
  );
  const free = [...hints.values()].filter(({ ref }) => !moving.has(ref.id));
  for (const { ref } of free) hints.delete(ref.id);
  const differing = free.filter((event) => {
    const entry = ledger.entry(event.ref.id);
    const seen = event.kind === "changed" ? event.outputs[output] : undefined;
    return entry?.owner === "fieldwork" && seen !== undefined && !sameValue(seen, entry.value);
  });
  const ids = differing.map(({ ref }) => ref.id);
  if (ids.length === 0) return;
  const live = await adapter.readRecords("company", ids, signal);
  const described = await describe(line);
  const after = ledger.ownership(ids);
  for (const { ref, outputs } of live) {
    const seen = { recordId: ref.id, outputs, before, after, descriptions: described };
    ledger.change(decideOwners(seen));
  }
}

async function write({ work, ledger, ...line }: Line, through: CrmAdapter): Promise<void> {
  const claims = work.claim();
  if (claims.length === 0) return;
  const ids = [...new Set(claims.map(({ recordId }) => recordId))];
  const live = await through.readRecords("company", ids, signal);
  const decided = planWrites({
    ...{ claims, live, ...ledger.ownership(ids), descriptions: await describe(line) },
    ...{ definitionOf: () => profile, isPreview: false },
  });
  ledger.recover(decided.decided.flatMap(recoveries));
  ledger.change(decided.decided.flatMap(ownerChanges));
  ledger.order(decided.decided.flatMap(orderedEntries));
  const unknown = await send({ ledger, decided, through });
  for (const claim of claims) {
    if (unknown.has(claim.workId)) work.giveBack(claim.workId);
    else work.end(claim.workId);
  }
}

/** The work that must be tried again: it was not let through, or nobody knows what became of it. */
async function send({
  ledger,
  decided: { decided },
  through,
}: {
  ledger: MemoryLedger;
  decided: WritePlan;
  through: CrmAdapter;
}): Promise<ReadonlySet<ClaimedWrite["workId"]>> {
  const wanted = decided.flatMap((one) => toIntent({ adapter: through, object: "company" }, one));
  const open = ledger.open(wanted);
  const writes = open.map(({ ref, field, afterValue }) => {
    return { id: ref.id, values: { [field]: afterValue } };
  });
  const results = writes.length > 0 ? await through.writeFields("company", writes, signal) : [];
  const done = open.filter((_, at) => results[at]?.kind === "written");
  ledger.confirm(done);
  const isDone = new Set(done.map(({ workId }) => workId));
  return new Set(wanted.map(({ workId }) => workId).filter((id) => !isDone.has(id)));
}

function describe({ adapter }: Pick<Line, "adapter">): Promise<readonly FieldDescription[]> {
  return adapter.describeFields("company", signal);
}
