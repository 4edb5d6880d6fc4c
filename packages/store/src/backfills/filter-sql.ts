import {
  decimalText,
  type FilterCondition,
  idField,
  type RecordFilter,
  startOfDay,
  timeText,
} from "@fieldwork/contracts";

type Bind = (value: string | readonly string[]) => string;

/**
 * The condition that chooses from `record` what the filter matches, exactly: see `matches`. Every name and
 * value is bound; `bind` takes one and returns the placeholder that stands for it.
 */
export function filterSql(filter: RecordFilter, bind: Bind): string {
  if ("field" in filter) return conditionSql(filter, bind);
  if ("all" in filter && filter.all.length === 0) return "true";
  const [parts, word] = "all" in filter ? [filter.all, " and "] : [filter.any, " or "];
  return `(${parts.map((part) => filterSql(part, bind)).join(word)})`;
}

function valueSql(field: string, bind: Bind): string {
  if (field === idField) return "record.record_id";
  const name = `${bind(field)}::text`;
  return `coalesce(case when record.outputs ? ${name} then record.outputs->>${name} else record.fields->>${name} end, '')`;
}

function conditionSql({ field, is, values }: FilterCondition, bind: Bind): string {
  const [first = "", second = ""] = values;
  if (is === "outdated") return outdatedSql(bind(field));
  if (is === "correctedSince") {
    return correctedSql(bind(field), bind(first.length === 10 ? first + startOfDay : first));
  }
  const value = valueSql(field, bind);
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

const isOfRecord = (table: string) =>
  `(${table}.record_id, ${table}.connection, ${table}.object) = (record.record_id, record.connection, record.object)`;

/** The definition of the run that was last begun, once one has ended. */
function outdatedSql(field: string): string {
  return `exists (select from work join definition on definition.name = work.enrichment and is_current
    where ${isOfRecord("work")} and work.settled_hash is not null
      and work.definition_hash is distinct from definition.hash
      and exists (select from json_array_elements(content->'outputs') as output where output->>'field' = ${field}::text))`;
}

function correctedSql(field: string, since: string): string {
  return `(exists (select from owner_change
      where ${isOfRecord("owner_change")} and owner_change.field = ${field}::text
        and from_owner = 'fieldwork' and to_owner <> 'fieldwork' and noticed_at >= ${since}::timestamptz)
    or exists (select from write_order
      where ${isOfRecord("write_order")} and write_order.field = ${field}::text
        and kind = 'correct' and state = 'done' and ordered_at >= ${since}::timestamptz))`;
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
