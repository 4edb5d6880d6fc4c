import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { MappedActivity } from "../activities/activity-kinds.ts";
import type { Activity } from "../activities/compose-activities.ts";
import { chunk } from "../write-suspects.ts";
import { allHidden, type SalesforceActivityContext } from "./salesforce-activity-context.ts";
import {
  type ActivityLinks,
  type ActivityPath,
  type SalesforceActivity,
  salesforceActivities,
} from "./salesforce-activity-kinds.ts";
import { malformed } from "./salesforce-client.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type QueriedRow, queriedRow, rowsOf, soqlList, textOf } from "./salesforce-query.ts";
import { salesforceMaxBatch } from "./salesforce-reads.ts";

const children = z.object({ records: z.array(queriedRow) }).nullish();

type RowsByRecord = Map<string, QueriedRow[]>;

/** The newest of a kind, from each object that holds it and is shown to us. */
export async function readSalesforceRecent(
  context: SalesforceActivityContext,
  {
    object,
    activity,
    ids,
  }: { object: ObjectName; activity: MappedActivity; ids: readonly string[] },
  signal: AbortSignal,
): Promise<Map<string, Activity[]>> {
  const { type } = context.objectOf(object);
  const { kind, newest } = activity;
  const found = new Map<string, Activity[]>();
  const hidden: string[] = [];
  let isShown = false;
  for (const source of salesforceActivities[kind]) {
    const path = source.pathFrom(type);
    if (path === undefined) continue;
    const rows = await context.unlessHidden({ object, kind, source: source.type }, () =>
      readRows(context, { type, ids, source, path, newest }, signal),
    );
    if (rows === undefined) hidden.push(source.type);
    else isShown = true;
    for (const [id, some] of rows ?? []) {
      const activities = some.map((row) => activityFrom(source, row));
      found.set(id, [...(found.get(id) ?? []), ...activities]);
    }
  }
  if (!isShown) throw allHidden(kind, hidden);
  return found;
}

interface RowsAsk {
  type: string;
  ids: readonly string[];
  source: SalesforceActivity;
  path: ActivityPath;
  newest: number;
}

/** Of 200 records in one query: Salesforce itself returns no more of each than are wanted. */
async function readRows(
  context: SalesforceActivityContext,
  { type, ids, source, path, newest }: RowsAsk,
  signal: AbortSignal,
): Promise<RowsByRecord> {
  const { links } = source;
  const areLinks = path.holds === "links" && links !== undefined;
  const query = areLinks
    ? linksQuery(links, path, newest)
    : `SELECT ${fieldsOf(source)} FROM ${path.relation}${whereOf(source)} ORDER BY ${source.at} DESC LIMIT ${newest}`;
  const found: RowsByRecord = new Map();
  for (const batch of chunk([...new Set(ids)], salesforceMaxBatch)) {
    const soql = `SELECT Id, (${query}) FROM ${type} WHERE Id IN (${soqlList(batch)})`;
    for await (const record of rowsOf(context, soql, signal)) {
      const parsed = children.safeParse(record[path.relation]);
      if (!parsed.success) throw malformed(parsed.error);
      const id = salesforceId(textOf(record, "Id") ?? "");
      if (id !== undefined) found.set(id, parsed.data?.records ?? []);
    }
  }
  return areLinks ? linkedRows(context, { source, links, found }, signal) : found;
}

function linksQuery(
  { activity, perActivity }: ActivityLinks,
  { relation }: ActivityPath,
  newest: number,
): string {
  return `SELECT ${activity} FROM ${relation} ORDER BY SystemModstamp DESC LIMIT ${newest * perActivity}`;
}

function fieldsOf({ at, about, text }: SalesforceActivity): string {
  return ["Id", at, ...about, ...text].join(", ");
}

function whereOf({ where }: SalesforceActivity): string {
  return where === undefined ? "" : ` WHERE ${where}`;
}

async function linkedRows(
  context: SalesforceActivityContext,
  {
    source,
    links,
    found,
  }: { source: SalesforceActivity; links: ActivityLinks; found: RowsByRecord },
  signal: AbortSignal,
): Promise<RowsByRecord> {
  const idsOf = (rows: readonly QueriedRow[]) => [
    ...new Set(rows.flatMap((one) => salesforceId(textOf(one, links.activity) ?? "") ?? [])),
  ];
  const linked = new Map<string, QueriedRow>();
  const wanted = new Set([...found.values()].flatMap(idsOf));
  for (const batch of chunk([...wanted], salesforceMaxBatch)) {
    const soql = `SELECT ${fieldsOf(source)} FROM ${source.type} WHERE Id IN (${soqlList(batch)})`;
    for await (const row of rowsOf(context, soql, signal)) {
      linked.set(salesforceId(textOf(row, "Id") ?? "") ?? "", row);
    }
  }
  return new Map(
    [...found].map(([id, rows]) => {
      const activities = idsOf(rows).map((one) => linked.get(one));
      return [id, activities.filter((one) => one !== undefined)];
    }),
  );
}

function activityFrom(source: SalesforceActivity, row: QueriedRow): Activity {
  return {
    id: textOf(row, "Id") ?? "",
    at: textOf(row, source.at),
    about: source.about.map((name) => textOf(row, name)),
    text: source.text.map((name) => textOf(row, name)).find((text) => text !== null) ?? null,
  };
}
