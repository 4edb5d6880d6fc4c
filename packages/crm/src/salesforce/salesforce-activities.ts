import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { MappedActivity } from "../activities/activity-kinds.ts";
import type { Activity } from "../activities/compose-activities.ts";
import type { CrmActivities } from "../activities/crm-activities.ts";
import { type Mapping, objectsOf } from "../mapping/mapping.ts";
import { chunk } from "../write-suspects.ts";
import { type SalesforceActivity, salesforceActivities } from "./salesforce-activity-kinds.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type QueriedRow, queriedRow, rowsOf, soqlList, textOf } from "./salesforce-query.ts";
import { salesforceMaxBatch } from "./salesforce-reads.ts";
import { describeObject } from "./salesforce-schema.ts";
import { readSalesforceTouched } from "./salesforce-touched.ts";

const children = z.object({ records: z.array(queriedRow) }).nullish();

export function createSalesforceActivities(
  context: SalesforceContext,
  mapping: Mapping,
): CrmActivities {
  const mapped = objectsOf(mapping, ({ activities }) => activities);
  return {
    of: mapped,
    readRecent: (ask, signal) => readRecent(context, ask, signal),
    readTouched: (ask, signal) => readSalesforceTouched(context, ask, signal),
    async checkShown(kind, signal) {
      const { type } = salesforceActivities[kind];
      await describeObject(context.client, { type }, signal);
    },
  };
}

interface RecentAsk {
  object: ObjectName;
  activity: MappedActivity;
  ids: readonly string[];
}

/** Of 200 records in one query: Salesforce itself returns no more of each than are wanted. */
async function readRecent(
  context: SalesforceContext,
  { object, activity, ids }: RecentAsk,
  signal: AbortSignal,
): Promise<Map<string, Activity[]>> {
  const { type } = context.objectOf(object);
  const kind = salesforceActivities[activity.kind];
  const found = new Map<string, QueriedRow[]>();
  for (const batch of chunk([...new Set(ids)], salesforceMaxBatch)) {
    const soql = `SELECT Id, (${childrenQuery(kind, type, activity.newest)}) FROM ${type} WHERE Id IN (${soqlList(batch)})`;
    for await (const record of rowsOf(context, soql, signal)) {
      const parsed = children.safeParse(record[kind.relation(type)]);
      if (!parsed.success) throw malformed(parsed.error);
      const id = salesforceId(textOf(record, "Id") ?? "");
      if (id !== undefined) found.set(id, parsed.data?.records ?? []);
    }
  }
  const rows = kind.parents.length === 0 ? await linkedNotes(context, found, signal) : found;
  return new Map([...rows].map(([id, some]) => [id, some.map((one) => activityFrom(kind, one))]));
}

/** Files are linked as notes are: so that notes behind them are found, more are looked at. */
const linksPerNote = 4;

function childrenQuery(kind: SalesforceActivity, parent: string, newest: number): string {
  const relation = kind.relation(parent);
  if (kind.parents.length === 0) {
    const links = newest * linksPerNote;
    return `SELECT ContentDocumentId FROM ${relation} ORDER BY SystemModstamp DESC LIMIT ${links}`;
  }
  const fields = ["Id", kind.at, ...kind.about, ...kind.text].join(", ");
  const where = kind.where === undefined ? "" : ` WHERE ${kind.where}`;
  return `SELECT ${fields} FROM ${relation}${where} ORDER BY ${kind.at} DESC LIMIT ${newest}`;
}

async function linkedNotes(
  context: SalesforceContext,
  links: ReadonlyMap<string, readonly QueriedRow[]>,
  signal: AbortSignal,
): Promise<Map<string, QueriedRow[]>> {
  const idsOf = (rows: readonly QueriedRow[]) =>
    rows.flatMap((one) => salesforceId(textOf(one, "ContentDocumentId") ?? "") ?? []);
  const { type, at, about, text } = salesforceActivities.notes;
  const fields = ["Id", at, ...about, ...text].join(", ");
  const notes = new Map<string, QueriedRow>();
  const wanted = new Set([...links.values()].flatMap(idsOf));
  for (const batch of chunk([...wanted], salesforceMaxBatch)) {
    const soql = `SELECT ${fields} FROM ${type} WHERE Id IN (${soqlList(batch)})`;
    for await (const note of rowsOf(context, soql, signal)) {
      notes.set(salesforceId(textOf(note, "Id") ?? "") ?? "", note);
    }
  }
  return new Map(
    [...links].map(([id, rows]) => {
      const linked = idsOf(rows).map((note) => notes.get(note));
      return [id, linked.filter((note) => note !== undefined)];
    }),
  );
}

function activityFrom(kind: SalesforceActivity, one: QueriedRow): Activity {
  return {
    id: textOf(one, "Id") ?? "",
    at: textOf(one, kind.at),
    about: kind.about.map((name) => textOf(one, name)),
    text: kind.text.map((name) => textOf(one, name)).find((text) => text !== null) ?? null,
  };
}
