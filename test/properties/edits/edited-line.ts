import { previewUndo, undoByOrder } from "@fieldwork/api";
import { createPostgresBudget } from "@fieldwork/budget";
import type { RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { createChangeHandler } from "@fieldwork/planner/steps";
import { isAppError } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { setBudgets } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { createReader } from "@fieldwork/store/reading";
import { openTestStore } from "@fieldwork/store/testing";
import { createFieldDescriptions, createOutputFollower } from "@fieldwork/writer/steps";
import { type AskedWorld, ask } from "../ask-records.ts";
import { batchWriterOf, lapse, profile } from "../backfill-world.ts";
import { output } from "../memory-crm.ts";

/** The line behind one CRM: its own steps on a real store, each done when the test says so. */
export interface EditedLine {
  /** Plans what was published; a planner that dies at the end of it is given it again. */
  plan(events: readonly RecordChanged[]): Promise<void>;
  /** The writer looks at what became of its outputs. */
  follow(events: readonly RecordChanged[]): Promise<void>;
  ask(how: { count: number; isCut: boolean }): Promise<void>;
  /** One batch of all that is answered and ordered, through this adapter. */
  write(adapter: CrmAdapter): Promise<void>;
  /** Whoever was cut off has been silent for the length of a lease, and what rested may go on. */
  lapse(): Promise<void>;
  /** Takes back what was written to a record. False if there is nothing to take back. */
  undo(recordId: string): Promise<boolean>;
  /** How much of these records is not finished. */
  unfinished(ids: readonly string[]): Promise<number>;
  known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownTexts>>;
  stop(): Promise<void>;
}

/** Of a record, as the line knows it. */
export interface KnownTexts {
  text: string | null;
  value: string | null;
}

const never = new AbortController().signal;
const operator = { kind: "person", id: "p1", name: "ann" } as const;

export async function openEditedLine(adapter: CrmAdapter): Promise<EditedLine> {
  const { connection } = adapter;
  const store = await openTestStore();
  const { database } = store;
  const logger = testLogger();
  const reader = createReader({ connectionString: store.url, max: 1, applicationName: "test" });
  const budget = createPostgresBudget({ database, gatherMs: 0, logger });
  const asked: AskedWorld = { database, budget, paid: [], wrongs: [], lostCalls: 0 };
  await setBudgets(database, [{ of: "total", per: "once", limitNanoUsd: 10n ** 15n }]);
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'd1', '{"object": "company"}', true, 'ann')`,
  );
  const plan = createChangeHandler({
    ...{ database, definitions: { current: () => [profile] } },
    filterable: { current: () => new Map() },
  });
  const descriptions = createFieldDescriptions({ maxAgeMs: 3_600_000 });
  const adapters = new Map([[connection, adapter]]);
  const follower = createOutputFollower({ database, adapters, descriptions, logger });
  const writeBatch = batchWriterOf({ database });
  return {
    plan: (events) => plan(events.map((event) => ({ event, traceparent: undefined }))),
    async follow(events) {
      await follower.handle(events, never);
      // One look at what had to wait for a write to end.
      await follower.start();
      await follower.stop();
    },
    ask: (how) => ask(asked, how),
    async write(through) {
      await writeBatch({ adapter: through, object: "company", limit: 100 }, never);
    },
    async lapse() {
      await lapse({ database });
      await database.query("update work set due_at = now() where state = 'answered'");
      await database.query("update write_order set due_at = now() where state = 'waiting'");
    },
    async undo(recordId) {
      const filter = { connection, object: "company", recordId };
      const { seen } = await previewUndo(reader, filter);
      try {
        await undoByOrder({ database, audit: recordAudit }, operator, { filter, seen });
        return true;
      } catch (error) {
        if (isAppError(error) && error.code === "request_invalid") return false;
        throw error;
      }
    },
    async unfinished(ids) {
      const [row] = await database.query<{ left: number }>(
        `select (select count(*) from work where record_id = any($1)
             and state in ('ready', 'dispatched', 'asking', 'answered', 'writing'))::int
           + (select count(*) from write_order where record_id = any($1) and state in ('waiting', 'writing'))::int
           as left`,
        [ids],
      );
      return row?.left ?? 0;
    },
    async known(ids) {
      const rows = await database.query<KnownTexts & { id: string }>(
        `select record_id as id, fields->>'description' as text, outputs->>'${output}' as value
         from record where record_id = any($1) and not deleted`,
        [ids],
      );
      return new Map(rows.map(({ id, ...texts }) => [id, texts]));
    },
    async stop() {
      await reader.stop();
      await store.drop();
    },
  };
}
