import { randomUUID } from "node:crypto";
import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, OutputField } from "@fieldwork/crm";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, type SalesforceSimulator } from "@fieldwork/simulators";
import { createDatabase, type HoldMirror } from "@fieldwork/store";
import type { TestStore } from "@fieldwork/store/testing";
import { createWriter, writerConfig } from "@fieldwork/writer";

/** Accounts with their contacts and opportunities in an org that locks rows, all with an answer to be written. */

const connection = "acme";
const objects = { company: "Account", contact: "Contact", deal: "Opportunity" } as const;
type Written = keyof typeof objects;
const field = "ai_note";
const outputs: readonly OutputField[] = [{ field, label: "Note", type: "text", maxChars: 100 }];

/** A call that writes. */
export interface WriteCall {
  object: ObjectName;
  ids: readonly string[];
  locked: number;
}

export async function openOrg(): Promise<SalesforceSimulator> {
  const simulator = createSalesforceSimulator({
    // Whoever comes second is refused at once, however short the call.
    rowLocks: { holdMs: 60, waitMs: 0 },
    customFields: Object.values(objects).map((object) => ({
      ...({ object, name: "Ai_Note__c", label: "Note", type: "string", length: 100 } as const),
    })),
  });
  await simulator.start();
  return simulator;
}

/** The ids of each object, and the account of each record, children of all accounts in turn. */
export function seedFamilies(
  simulator: SalesforceSimulator,
  counts: { accounts: number; contacts: number; deals: number },
) {
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
  const company = simulator.seed(
    "Account",
    upTo(counts.accounts).map((n) => ({ Name: `Company ${n}` })),
  );
  const accountOf = (n: number) => company[n % company.length] ?? "";
  const contact = simulator.seed(
    "Contact",
    upTo(counts.contacts).map((n) => ({ LastName: `Berg ${n}`, AccountId: accountOf(n) })),
  );
  const deal = simulator.seed(
    "Opportunity",
    upTo(counts.deals).map((n) => ({
      ...{ Name: `Deal ${n}`, AccountId: accountOf(n), StageName: "Prospecting" },
      CloseDate: "2026-12-31",
    })),
  );
  const parents = new Map<string, string>();
  for (const ids of [contact, deal])
    for (const [n, id] of ids.entries()) parents.set(id, accountOf(n));
  return { ids: { company, contact, deal }, parents };
}

/** Every record's answer falls due, in the order of its object's ids. */
export async function answerAll(
  { database }: TestStore,
  { ids, parents }: ReturnType<typeof seedFamilies>,
  { areParentsKnown }: { areParentsKnown: boolean },
): Promise<void> {
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, work_id, outputs)
     values ('f', 'answered', 'note', 'v1', 1, '{"note": {"value": "Good", "confidence": 1, "evidence": null}}')
     on conflict do nothing`,
  );
  for (const [object, some] of Object.entries(ids)) {
    await database.query(
      `with asked as (select * from unnest($3::text[], $4::text[]) with ordinality as t (id, parent_id, place)
       ), kept as (
         insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, parent_id)
         select $1, $2, id, now(), 'c', now(), '{}', parent_id from asked
       )
       insert into work (connection, object, record_id, enrichment, state, wanted_by, running_by, wanted_hash,
         running_hash, running_generation, vendor_at, fingerprint, definition_hash, due_at)
       select $1, $2, id, $2, 'answered', '{live}', '{live}', 'h', 'h', 1, now(), 'f', 'd1',
         now() - interval '1 minute' + place * interval '1 millisecond'
       from asked`,
      [connection, object, some, some.map((id) => (areParentsKnown && parents.get(id)) || null)],
    );
  }
}

function enrichmentOf(object: ObjectName): Enrichment {
  return {
    ...{ name: object, description: "A note", object },
    inputs: [{ field: "name", required: true, maxChars: 4000 }],
    outputs: [
      {
        ...{ name: "note", field, label: "Note", type: "text", maxChars: 100 },
        ...{ policy: "own-or-empty", reviewBelow: 0 },
      },
    ],
    ...{ route: ["baseline/x"], maxOutputTokens: 100, prompt: "Note.", hash: "d1" },
    ...{ promptVersion: "v1", examples: [], cases: [] },
  };
}

/** A writer as in a process of its own. */
export function createOwnWriter(
  store: TestStore,
  { url, credentials }: SalesforceSimulator,
  calls: WriteCall[],
) {
  const logger = testLogger();
  const database = createDatabase({
    ...{ connectionString: store.url, max: 4, applicationName: `writer ${randomUUID()}` },
  });
  const salesforce = createSalesforceAdapter({
    ...{ connection, loginUrl: url, clientId: credentials.clientId, logger },
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    outputs: (object) => (object in objects ? outputs : []),
  });
  const adapter: CrmAdapter = {
    ...salesforce,
    async writeFields(object, writes, signal) {
      const results = await salesforce.writeFields(object, writes, signal);
      const locked = results.filter(
        (one) => "error" in one && one.error.reason === "locked",
      ).length;
      calls.push({ object, ids: writes.map(({ id }) => id), locked });
      return results;
    },
  };
  const config = loadConfig(writerConfig, {
    ...{ WRITE_POLL_MS: "100", WRITE_HISTORY_EVERY_MS: "0", WRITE_READ_MAX_AGE_MS: "60000" },
  });
  const writer = createWriter({
    ...{ config, database, logger, adapters: new Map([[connection, adapter]]) },
    eventLog: {
      publish: async () => undefined,
      subscribe: async () => ({ stop: async () => undefined }),
    } as unknown as EventLog,
    definitions: {
      named: (name: Written) => enrichmentOf(name),
      load: async () => undefined,
    } as unknown as Definitions,
    holds: { isHeld: () => false } as unknown as HoldMirror,
  });
  return {
    start: () => writer.start(),
    async stop() {
      await writer.stop();
      await salesforce.close();
      await database.stop();
    },
  };
}
