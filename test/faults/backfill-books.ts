import { changeBackfill, makeSheet, orderBackfill, showBackfill } from "@fieldwork/api";
import { idField } from "@fieldwork/contracts";
import type { CrmControl, WriteRow } from "@fieldwork/simulators";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";

export interface BackfillStores {
  database: Database;
  reader: Reader;
}

const operator = { kind: "person", id: "p1", name: "ann" } as const;

/** Orders a backfill of these companies of a connection, in steps without rests, and starts it. */
export async function startBackfill(
  stores: BackfillStores,
  connection: string,
  ids: readonly string[],
): Promise<string> {
  const deps = { ...stores, audit: recordAudit };
  const { id } = await orderBackfill(deps, operator, {
    ...{ enrichment: "company-profile", connection },
    filter: { field: idField, is: "anyOf", values: [...ids] },
    ...{ ramp: [25, 100], restMinutes: 0, maxNanoUsd: null },
    // What stands are a few values of one person.
    gates: { shift: null },
  });
  const { hash: sheet } = await makeSheet(deps, operator, { id, validHours: 1 });
  await changeBackfill(deps, operator, { id, order: "start", sheet });
  return id;
}

export const receiptOf = async (reader: Reader, id: string) =>
  (await showBackfill(reader, id)).receipt;

/** Of each ten, one says nothing, and one gets a person's values. */
const saysNothing = (index: number) => index % 10 === 3;
const isOfPerson = (index: number) => index % 10 === 7;

/** Companies of HubSpot, all distinct, as if made long ago; returns the ids. */
export async function createOldCompanies(
  hubspot: Pick<CrmControl, "create">,
  count: number,
): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    name: `Old ${index} Ltd`,
    ...(!saysNothing(index) && {
      description: `Old ${index} has made part number ${index} of cranes since 1961. Based in Oulu, Finland.`,
    }),
  }));
  return hubspot.create("companies", rows, { at: "2026-01-05T08:00:00Z" });
}

/** Once the fields are there. */
export async function fillAsPerson(
  hubspot: Pick<CrmControl, "edit">,
  ids: readonly string[],
): Promise<void> {
  const values = { ai_industry: "Real Estate", ai_summary: "As a person wrote it." };
  for (const id of ids.filter((_, index) => isOfPerson(index))) {
    await hubspot.edit({ object: "companies", id }, values);
  }
}

/** How a finished backfill of them has ended. */
export function endsOf(count: number): Record<string, number> {
  return { written: 0.8 * count, skipped: 0.2 * count };
}

export interface ComparedBackfill {
  /** How many of its records ended in each way. */
  ends: Record<string, number>;
  /** Records about which the books of the CRM say something else than it does. */
  disagreeing: string[];
}

/** What a backfill says of each of its records, beside what the CRM's own books say was written to it. */
export async function compareWithBooks(
  { database }: Pick<BackfillStores, "database">,
  { id, writes }: { id: string; writes: readonly WriteRow[] },
): Promise<ComparedBackfill> {
  const members = await database.query<{ recordId: string; end: string }>(
    `select record_id as "recordId", coalesce(outcome, state) as end
     from backfill_record where backfill_id = $1 order by ordinal`,
    [id],
  );
  const ours = Map.groupBy(
    writes.filter(({ by }) => by === "integration"),
    ({ recordId }) => recordId,
  );
  const disagreeing = members.flatMap(({ recordId, end }) => {
    const fields = (ours.get(recordId) ?? []).flatMap(({ after }) => Object.keys(after));
    const isOnce = new Set(fields).size === fields.length;
    const agrees = end === "written" ? fields.length > 0 && isOnce : fields.length === 0;
    return agrees
      ? []
      : [`${recordId}: ${end}, but the CRM was given ${fields.join(", ") || "nothing"}`];
  });
  const ends = Object.fromEntries(
    [...Map.groupBy(members, ({ end }) => end)].map(([end, some]) => [end, some.length]),
  );
  return { ends, disagreeing };
}
