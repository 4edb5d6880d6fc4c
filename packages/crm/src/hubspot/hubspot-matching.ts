import type { ObjectName, RecordFilter } from "@fieldwork/contracts";
import { z } from "zod";
import type { MatchingPage, ReadCalls, ReadMatching, SourceCount } from "../crm-adapter.ts";
import { countOfIds, readByIds } from "../matching/read-by-ids.ts";
import { callsOfIds, callsOfPages } from "../matching/read-calls.ts";
import { askedOfRecord, requiredIds, thoseMatching } from "../matching/value-filter.ts";
import { assertAscending } from "./hubspot-changes.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { propertiesToRead } from "./hubspot-fields.ts";
import { type HubspotFilter, type HubspotGroups, hubspotFilter } from "./hubspot-filter.ts";
import { hubspotMaxBatch, readHubspotRecords, recordsFromHubspot } from "./hubspot-reads.ts";
import { hubspotRecord } from "./hubspot-records.ts";

const searchPage = z.object({ total: z.int().min(0), results: z.array(hubspotRecord) });
const token = z.object({ id: z.string().regex(/^\d+$/) });
/** HubSpot's search ends here, however many there are. */
const searchEnds = 10_000;

export async function countHubspotMatching(
  context: HubspotContext,
  { object, filter }: { object: ObjectName; filter: RecordFilter },
  signal: AbortSignal,
): Promise<SourceCount> {
  const ids = requiredIds(filter);
  if (ids !== undefined) return countOfIds(ids);
  const asked = await groupsFor(context, { object, filter }, signal);
  const request = { filterGroups: withPlace(asked?.query, []), limit: 1, properties: [] };
  const { total } = await search(context, { object, request }, signal);
  const isAll = "all" in filter && filter.all.length === 0;
  const isWhole = asked === undefined ? isAll : asked.isExact && askedOfRecord(filter) === filter;
  return countOf(total, isWhole);
}

/** Pure. */
function countOf(count: number, isWhole: boolean): SourceCount {
  const ends = "HubSpot's search counts no further than 10,000";
  const asks =
    "HubSpot compares text without regard to case, and cannot be asked everything that the filter asks";
  if (count < searchEnds) {
    return isWhole ? { count, is: "exact", why: null } : { count, is: "at-most", why: asks };
  }
  return isWhole
    ? { count, is: "at-least", why: ends }
    : { count, is: "about", why: `${ends}; ${asks}` };
}

/**
 * In the order of ids, each page the first of a search for what has a higher id than the last: search
 * ends at 10,000 results. What it has not indexed yet comes with the scan of changes.
 */
export async function readHubspotMatching(
  context: HubspotContext,
  { object, ...read }: ReadMatching & { object: ObjectName },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const ids = requiredIds(read.filter);
  if (ids === undefined) return readAfter(context, { object, ...read }, signal);
  const known = ids.filter((id) => /^\d+$/.test(id));
  return readByIds(known, read, (some) =>
    readHubspotRecords(context, { object, ids: some }, signal),
  );
}

export function hubspotReadCalls(
  { pageSize }: Pick<HubspotContext, "pageSize">,
  { filter, expected, limit }: { filter: RecordFilter; expected: number; limit: number },
): ReadCalls {
  const ids = requiredIds(filter);
  if (ids !== undefined) return callsOfIds(ids, { limit, most: hubspotMaxBatch });
  return callsOfPages(expected, Math.min(limit, pageSize));
}

async function readAfter(
  context: HubspotContext,
  { object, filter, token: from, limit }: ReadMatching & { object: ObjectName },
  signal: AbortSignal,
): Promise<MatchingPage> {
  const asked = await groupsFor(context, { object, filter }, signal);
  const parsed = token.safeParse(from);
  const after = parsed.success ? parsed.data.id : "0";
  const place = {
    propertyName: "hs_object_id",
    operator: "GT",
    value: after,
  };
  const request = {
    filterGroups: withPlace(asked?.query, [place]),
    sorts: [{ propertyName: "hs_object_id", direction: "ASCENDING" }],
    limit: Math.min(limit, context.pageSize),
    properties: propertiesToRead(context.objectOf(object), context.outputs(object)),
  };
  const { results: rows, total } = await search(context, { object, request }, signal);
  assertAscending(rows, after);
  const last = rows.at(-1);
  const records = await recordsFromHubspot(context, { object, rows }, signal);
  return {
    records: thoseMatching(filter, records),
    isFromSearch: true,
    token: last === undefined || total <= rows.length ? null : { id: last.id },
  };
}

async function groupsFor(
  context: HubspotContext,
  { object, filter }: { object: ObjectName; filter: RecordFilter },
  signal: AbortSignal,
) {
  const schema = await context.schemas.get(object, signal);
  const of = { read: context.objectOf(object), outputs: context.outputs(object), schema };
  return hubspotFilter(askedOfRecord(filter), of);
}

interface Place {
  propertyName: string;
  operator: string;
  value: string;
}

function withPlace(groups: HubspotGroups | undefined, place: readonly Place[]) {
  const filled: readonly (readonly HubspotFilter[])[] = groups ?? (place.length > 0 ? [[]] : []);
  return filled.map((group) => ({ filters: [...group, ...place] }));
}

async function search(
  { client, objectOf }: HubspotContext,
  { object, request }: { object: ObjectName; request: object },
  signal: AbortSignal,
): Promise<z.infer<typeof searchPage>> {
  const { type } = objectOf(object);
  const reply = await client.call("read", signal, ({ search: searching }) =>
    // The SDK types sorts as strings and operators as an enum; it passes through what the API wants.
    searching.doSearch(type, request as Parameters<typeof searching.doSearch>[1]),
  );
  const parsed = searchPage.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  return parsed.data;
}
