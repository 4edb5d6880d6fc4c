import { AppError } from "@fieldwork/runtime";
import { type Cursor, cursorAt, placeOf, scopeOf } from "./cursor.ts";
import type { Condition, Filters, List } from "./list.ts";
import { type Choice, countStatement, pageStatement } from "./list-sql.ts";
import type { Reader } from "./reader.ts";

/** Some rows of a list, in its order, and the places on either side of them. */
export interface Page<Row> {
  rows: Row[];
  /** Null at the end of the list. */
  next: Cursor | null;
  /** Null at its beginning. Rows that were added since come before it. */
  previous: Cursor | null;
}

export interface PageRequest<Filter extends string> {
  filters?: Filters<Filter>;
  conditions?: readonly Condition[];
  /** From a page of this list with these filters; the first page without. */
  cursor?: string | undefined;
  limit?: number;
}

export type CountRequest<Filter extends string> = Pick<
  PageRequest<Filter>,
  "filters" | "conditions"
>;

/** How many rows there are. `isCapped`: more than `count`, which is then `countCap`. */
export interface Count {
  count: number;
  isCapped: boolean;
}

const defaultPageRows = 50;
export const maxPageRows = 200;
export const countCap = 10_000;

/**
 * A page of a list. Walking from page to page gives each row that keeps its place once, and no row
 * twice, whatever is added or changed meanwhile; a row that moves may be met at neither place.
 *
 * @throws AppError `request_invalid` for a cursor of another list or filter, a filter that the list does not offer, or a limit out of range.
 */
export async function readPage<Row extends object, Filter extends string>(
  reader: Reader,
  list: List<Row, Filter>,
  { filters, conditions, cursor, limit = defaultPageRows }: PageRequest<Filter>,
): Promise<Page<Row>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageRows)
    throw invalid(`a page has 1 to ${maxPageRows} rows, not ${limit}`);
  const choice = choiceOf(list, { filters, conditions });
  const scope = scopeOf([list.name, sorted(choice.filters), choice.conditions]);
  const place = cursor === undefined ? undefined : placeOf(scope, cursor);
  if (place && place.key.length !== list.key.length) throw invalid("the cursor is damaged");
  const { text, values } = pageStatement(list, { ...choice, place, limit });
  const found = await reader.query<Row & { cursorKey: string[] }>(text, values);
  const isBackwards = place?.towards === "previous";
  const hasMore = found.length > limit;
  const shown = isBackwards ? found.slice(-limit) : found.slice(0, limit);
  const at = (index: number, towards: "next" | "previous") => {
    const key = shown.at(index)?.cursorKey;
    return key ? cursorAt(scope, { key, towards }) : null;
  };
  return {
    rows: shown.map(({ cursorKey: _, ...row }) => toRow(list, row as unknown as Row)),
    next: hasMore || isBackwards ? at(-1, "next") : null,
    previous: (isBackwards ? hasMore : place !== undefined) ? at(0, "previous") : null,
  };
}

/** @throws AppError `request_invalid` for a filter that the list does not offer. */
export async function countRows<Row extends object, Filter extends string>(
  reader: Reader,
  list: List<Row, Filter>,
  { filters, conditions }: CountRequest<Filter> = {},
): Promise<Count> {
  const choice = choiceOf(list, { filters, conditions });
  const { text, values } = countStatement(list, choice, countCap + 1);
  const [row] = await reader.query<{ count: number }>(text, values);
  const count = row?.count ?? 0;
  return { count: Math.min(count, countCap), isCapped: count > countCap };
}

function choiceOf<Row extends object, Filter extends string>(
  { name, groups }: List<Row, Filter>,
  {
    filters,
    conditions = [],
  }: { [Key in keyof CountRequest<Filter>]: CountRequest<Filter>[Key] | undefined },
): Choice<Filter> {
  const offered: string[] = groups.map(({ filter }) => filter);
  const given = Object.entries(filters ?? {}).filter(([, value]) => value !== undefined);
  const other = given.find(([filter]) => !offered.includes(filter));
  if (other) throw invalid(`${name} cannot be filtered by ${other[0]}`);
  return { filters: Object.fromEntries(given) as Filters<Filter>, conditions };
}

function toRow<Row extends object, Filter extends string>(list: List<Row, Filter>, row: Row): Row {
  return list.toRow ? list.toRow(row) : row;
}

function sorted(filters: object): unknown[] {
  return Object.entries(filters).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
