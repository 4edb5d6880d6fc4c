import {
  decimalText,
  type FilterCondition,
  type RecordFilter,
  startOfDay,
  timeText,
} from "@fieldwork/contracts";

/** Where a record keeps a field: among what people own, or among our outputs. */
export type FieldSources = ReadonlyMap<string, "fields" | "outputs">;

/**
 * The condition that chooses from `record` what the filter matches, exactly: see `matches`. Every name and
 * value is bound; `bind` takes one and returns the placeholder that stands for it.
 */
export function filterSql(
  filter: RecordFilter,
  sources: FieldSources,
  bind: (value: string | readonly string[]) => string,
): string {
  if ("field" in filter) {
    const source = sources.get(filter.field) === "outputs" ? "outputs" : "fields";
    return conditionSql(filter, `coalesce(${source}->>${bind(filter.field)}::text, '')`, bind);
  }
  const [parts, word] = "all" in filter ? [filter.all, " and "] : [filter.any, " or "];
  return `(${parts.map((part) => filterSql(part, sources, bind)).join(word)})`;
}

function conditionSql(
  { is, values }: FilterCondition,
  value: string,
  bind: (value: string | readonly string[]) => string,
): string {
  const [first = "", second = ""] = values;
  switch (is) {
    case "equals":
      return `${value} = ${bind(first)}::text`;
    case "notEquals":
      return `${value} <> ${bind(first)}::text`;
    case "anyOf":
      return `${value} = any(${bind(values)}::text[])`;
    case "contains":
      return `strpos(${value}, ${bind(first)}::text) > 0`;
    case "startsWith":
      return `starts_with(${value}, ${bind(first)}::text)`;
    case "less":
      return orderSql(value, { sign: "<", to: first }, bind);
    case "atMost":
      return orderSql(value, { sign: "<=", to: first }, bind);
    case "greater":
      return orderSql(value, { sign: ">", to: first }, bind);
    case "atLeast":
      return orderSql(value, { sign: ">=", to: first }, bind);
    case "between":
      return `${orderSql(value, { sign: ">=", to: first }, bind)} and ${orderSql(value, { sign: "<=", to: second }, bind)}`;
    case "blank":
      return `${value} = ''`;
    case "notBlank":
      return `${value} <> ''`;
    default:
      return is satisfies never;
  }
}

const isDecimal = new RegExp(decimalText);

/** The `case` keeps PostgreSQL from reading as a number what is none. */
function orderSql(
  value: string,
  { sign, to }: { sign: "<" | "<=" | ">" | ">="; to: string },
  bind: (value: string) => string,
): string {
  if (isDecimal.test(to)) {
    const isNumber = `${value} ~ '${decimalText}'`;
    return `case when ${isNumber} then (${value})::numeric ${sign} ${bind(to)}::numeric else false end`;
  }
  const instant = `case when length(${value}) = 10 then ${value} || '${startOfDay}' else ${value} end`;
  const wanted = to.length === 10 ? to + startOfDay : to;
  return `${value} ~ '${timeText}' and (${instant}) collate "C" ${sign} ${bind(wanted)}::text`;
}
