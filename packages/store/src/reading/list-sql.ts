import type { Place } from "./cursor.ts";
import type { Condition, Filters, KeyColumn, List } from "./list.ts";

export interface Statement {
  text: string;
  values: unknown[];
}

/** Which rows of a list are meant. */
export interface Choice<Filter extends string> {
  filters: Filters<Filter>;
  conditions: readonly Condition[];
}

export interface PageChoice<Filter extends string> extends Choice<Filter> {
  place: Place | undefined;
  limit: number;
}

// The statements do not depend on what a row looks like.
type AnyList<Filter extends string> = Omit<List<never, Filter>, "toRow">;

/**
 * A page, and one row more that shows whether another page follows; `cursorKey` is each row's key as
 * text.
 */
export function pageStatement<Filter extends string>(
  list: AnyList<Filter>,
  { place, limit, ...choice }: PageChoice<Filter>,
): Statement {
  const bind = createBinder();
  const backwards = place?.towards === "previous";
  const descends = (list.order === "descending") !== backwards;
  const beyond = place ? [beyondPlace(list.key, { place, descends, bind })] : [];
  const keys = list.key.map((_, index) => `k${index}`);
  const rowLimit = bind(limit + 1);
  const rows = `select ${list.primaryKey.join(", ")}, ${list.key.map(({ sql }, at) => `${sql} as k${at}`).join(", ")}
    from ${list.table}
    where ${[...conditionsOf(list, choice, bind), ...beyond].join(" and ")}
    ${orderBy(
      list.key.map(({ sql }) => sql),
      descends,
    )}
    limit ${rowLimit}`;
  const text = `
    with ${groupsOf(list, choice, bind)}
    page as (
      select within.* from ${overGroups(list, choice, rows)}
      ${orderBy(keys, descends)} limit ${rowLimit}
    )
    select ${list.columns}, array[${keys.map((key) => `page.${key}::text`).join(", ")}] as "cursorKey"
    from page join ${list.table} as t using (${list.primaryKey.join(", ")}) ${list.joins ?? ""}
    ${orderBy(
      keys.map((key) => `page.${key}`),
      list.order === "descending",
    )}`;
  return { text, values: bind.values };
}

/** How many rows there are, but no more than `cap`. */
export function countStatement<Filter extends string>(
  list: AnyList<Filter>,
  choice: Choice<Filter>,
  cap: number,
): Statement {
  const bind = createBinder();
  const rowLimit = bind(cap);
  const rows = `select 1 from ${list.table}
    where ${conditionsOf(list, choice, bind).join(" and ")}
    limit ${rowLimit}`;
  const text = `
    with ${groupsOf(list, choice, bind)}
    counted as (select 1 from ${overGroups(list, choice, rows)} limit ${rowLimit})
    select count(*)::int as count from counted`;
  return { text, values: bind.values };
}

interface Binder {
  (value: unknown): string;
  values: unknown[];
}

function createBinder(): Binder {
  const values: unknown[] = [];
  const bind = (value: unknown) => {
    values.push(value);
    return `$${values.length}`;
  };
  return Object.assign(bind, { values });
}

/** Filters that name a value of every group column leave one group, which need not be looked for. */
function isOneGroup<Filter extends string>(
  { groups }: AnyList<Filter>,
  { filters }: Choice<Filter>,
): boolean {
  return groups.every(({ filter }) => filters[filter] !== undefined);
}

function overGroups<Filter extends string>(
  list: AnyList<Filter>,
  choice: Choice<Filter>,
  rows: string,
): string {
  return isOneGroup(list, choice)
    ? `(${rows}) as within`
    : `one_group cross join lateral (${rows}) as within`;
}

/** A step from group to group through the index, then those that the filters leave. */
function groupsOf<Filter extends string>(
  list: AnyList<Filter>,
  choice: Choice<Filter>,
  bind: Binder,
): string {
  if (isOneGroup(list, choice)) return "";
  const { groups, table, where = "true" } = list;
  const names = groups.map((_, index) => `every_group.g${index}`).join(", ");
  const sqls = groups.map(({ sql }) => sql).join(", ");
  const aliased = groups.map(({ sql }, index) => `${sql} as g${index}`).join(", ");
  const first = `select ${aliased} from ${table} where ${where}`;
  const chosen = groups.flatMap(({ filter }, index) => {
    const value = choice.filters[filter];
    return value === undefined ? [] : [`g${index} = ${bind(value)}`];
  });
  return `recursive every_group as (
      (${first} order by ${sqls} limit 1)
      union all
      select following.* from every_group cross join lateral (
        ${first} and (${sqls}) > (${names})
        order by ${sqls} limit 1
      ) as following
    ),
    one_group as (select * from every_group where ${["true", ...chosen].join(" and ")}),`;
}

function conditionsOf<Filter extends string>(
  list: AnyList<Filter>,
  choice: Choice<Filter>,
  bind: Binder,
): string[] {
  const single = isOneGroup(list, choice);
  return [
    list.where ?? "true",
    ...list.groups.map(({ sql, filter }, index) =>
      single ? `${sql} = ${bind(choice.filters[filter])}` : `${sql} = one_group.g${index}`,
    ),
    ...choice.conditions.map(({ sql, value }) => sql.replaceAll("?", `${bind(value)}::text`)),
  ];
}

function beyondPlace(
  key: readonly KeyColumn[],
  { place, descends, bind }: { place: Place; descends: boolean; bind: Binder },
): string {
  const columns = key.map(({ sql }) => sql).join(", ");
  const values = key.map(({ type }, index) => `${bind(place.key[index] ?? null)}::${type}`);
  return `(${columns}) ${descends ? "<" : ">"} (${values.join(", ")})`;
}

function orderBy(expressions: readonly string[], descends: boolean): string {
  const direction = descends ? " desc" : "";
  return `order by ${expressions.map((one) => `${one}${direction}`).join(", ")}`;
}
