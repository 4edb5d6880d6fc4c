import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import { badSearch, validationError } from "./hubspot-errors.ts";
import { compileFilter, searchFilter } from "./hubspot-filters.ts";
import type { Found, IndexedRecords } from "./hubspot-index.ts";
import type { HubspotProperty } from "./hubspot-properties.ts";
import { propertyOf, recordView } from "./hubspot-records.ts";
import { orderOf, rangesOf, type SearchRanges } from "./hubspot-search-ranges.ts";

const maxResults = 10_000;
const maxPage = 200;
/** The lower of the numbers that HubSpot's pages give. */
const limits = { groups: 5, filtersOfGroup: 6, filters: 18 };

const sort = z.union([
  z.string(),
  z.object({ propertyName: z.string(), direction: z.string().nullish() }),
]);
const searchRequest = z.object({
  filterGroups: z.array(z.object({ filters: z.array(searchFilter) })).nullish(),
  sorts: z.array(sort).nullish(),
  query: z.string().nullish(),
  limit: z.number().int().nullish(),
  after: z.union([z.string(), z.number()]).nullish(),
  properties: z.array(z.string()).nullish(),
});
export type SearchRequest = z.infer<typeof searchRequest>;

export interface SearchSubject {
  records: IndexedRecords;
  property(name: string): HubspotProperty | undefined;
}

/** Answers a search over the records as the index has them: at most 10,000 results, however it is paged. */
export function search(subject: SearchSubject, body: unknown): Reply {
  const parsed = searchRequest.safeParse(body);
  if (!parsed.success)
    return validationError(`Invalid input JSON: ${z.prettifyError(parsed.error)}`);
  const request = parsed.data;
  const limit = request.limit ?? 10;
  const after = Number(request.after ?? 0);
  const problem = problemWith(request, { limit, after }) ?? unknownProperty(subject, request);
  if (problem) return problem;
  const { total, records } = find(subject, request, { after, limit });
  const end = after + limit;
  const properties = request.properties ?? undefined;
  return {
    status: 200,
    json: {
      total,
      results: records.map((record) => recordView(record, { properties })),
      ...(end < total && { paging: { next: { after: `${end}` } } }),
    },
  };
}

interface PlaceOfPage {
  after: number;
  limit: number;
}

/** From the index alone where it has the order that is asked for, and else by a look at all that may match. */
function find(subject: SearchSubject, request: SearchRequest, place: PlaceOfPage): Found {
  const ranges = rangesAsked(subject, request);
  const page = pageOfIndex(subject, { request, ranges, place });
  if (page) return page;
  const found = subject.records.within(ranges).filter(compileMatch(subject, request));
  sortRecords(found, request, subject);
  const { after, limit } = place;
  return { total: found.length, records: found.slice(after, after + limit) };
}

/** Of several groups, each finds something of its own: nothing holds of them all. */
function rangesAsked(
  { property }: SearchSubject,
  { filterGroups, query }: SearchRequest,
): SearchRanges {
  const [only, ...others] = filterGroups ?? [];
  const ranges = rangesOf(others.length === 0 ? (only?.filters ?? []) : [], property);
  return { ...ranges, areAll: ranges.areAll && others.length === 0 && query == null };
}

function pageOfIndex(
  { records }: SearchSubject,
  { request, ranges, place }: { request: SearchRequest; ranges: SearchRanges; place: PlaceOfPage },
): Found | undefined {
  const { name, isDescending } = orderAsked(request) ?? byId;
  const order = orderOf(name);
  const { asked, areAll } = ranges;
  if (order === undefined || isDescending || !areAll) return undefined;
  return [...asked].every((one) => one === order)
    ? records.page(order, ranges[order], place)
    : undefined;
}

function problemWith(
  { filterGroups }: SearchRequest,
  { limit, after }: { limit: number; after: number },
): Reply | undefined {
  const groups = (filterGroups ?? []).map(({ filters }) => filters.length);
  const total = groups.reduce((sum, count) => sum + count, 0);
  if (limit < 0 || limit > maxPage) {
    return badSearch(`limit must be between 0 and ${maxPage}`, "INVALID_LIMIT");
  }
  if (!Number.isInteger(after) || after < 0)
    return badSearch("after is no offset", "INVALID_AFTER");
  if (after + limit > maxResults) {
    return badSearch(`a search has at most ${maxResults} results`, "PAGING_LIMIT_EXCEEDED");
  }
  if (
    groups.length > limits.groups ||
    groups.some((count) => count > limits.filtersOfGroup) ||
    total > limits.filters
  ) {
    return badSearch("too many filters", "TOO_MANY_FILTERS");
  }
  return undefined;
}

function unknownProperty({ property }: SearchSubject, request: SearchRequest): Reply | undefined {
  const filters = (request.filterGroups ?? []).flatMap((group) => group.filters);
  const named = [
    ...filters.map(({ propertyName }) => propertyName),
    ...(request.sorts ?? []).map((one) => sortOf(one).name),
  ];
  const unknown = named.find((name) => property(name) === undefined);
  if (unknown !== undefined) {
    return badSearch(`Property "${unknown}" does not exist`, "PROPERTY_DOESNT_EXIST");
  }
  for (const filter of filters) {
    const compiled = compileFilter(filter, property(filter.propertyName));
    if (typeof compiled === "string") return badSearch(compiled, "INVALID_FILTER");
  }
  return undefined;
}

function compileMatch(
  { property }: SearchSubject,
  { filterGroups, query }: SearchRequest,
): (record: StoredRecord) => boolean {
  const groups = (filterGroups ?? []).map(({ filters }) =>
    filters
      .map((filter) => compileFilter(filter, property(filter.propertyName)))
      .filter((compiled) => typeof compiled !== "string"),
  );
  const text = query?.toLowerCase();
  const isFound = (record: StoredRecord) =>
    text === undefined ||
    ["name", "domain", "phone", "firstname", "lastname", "email"].some((name) =>
      propertyOf(record, name)?.toLowerCase().includes(text),
    );
  if (groups.length === 0) return isFound;
  return (record) =>
    groups.some((filters) => filters.every((matches) => matches(record))) && isFound(record);
}

interface SortOrder {
  name: string;
  isDescending: boolean;
}

const byId: SortOrder = { name: "hs_object_id", isDescending: false };

/** The first of what is asked for; the others do nothing. */
function orderAsked({ sorts }: SearchRequest): SortOrder | undefined {
  const [first] = sorts ?? [];
  return first === undefined ? undefined : sortOf(first);
}

function sortOf(one: z.infer<typeof sort>): SortOrder {
  if (typeof one !== "string") {
    return { name: one.propertyName, isDescending: one.direction === "DESCENDING" };
  }
  return { name: one.replace(/^-/, ""), isDescending: one.startsWith("-") };
}

function sortRecords(
  records: StoredRecord[],
  request: SearchRequest,
  { property }: SearchSubject,
): void {
  const first = orderAsked(request);
  // Records come in the order of their ids, which is also that of their creation.
  if (first === undefined || isAscendingAlready(first)) return;
  const isNumeric = property(first.name)?.type === "number";
  const keys = new Map(records.map((record) => [record, sortKey(record, first.name, isNumeric)]));
  const direction = first.isDescending ? -1 : 1;
  records.sort((a, b) => direction * compareKeys(keys.get(a) ?? "", keys.get(b) ?? ""));
}

function isAscendingAlready({ name, isDescending }: SortOrder) {
  return name === byId.name && !isDescending;
}

function sortKey(record: StoredRecord, name: string, isNumeric: boolean): string | number {
  const value = propertyOf(record, name);
  if (!isNumeric) return value ?? "";
  return value === null || value === "" ? Number.NEGATIVE_INFINITY : Number(value);
}

function compareKeys(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
