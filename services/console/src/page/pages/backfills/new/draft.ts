import {
  type FilterOperator,
  filterOperators,
  filterText,
  idField,
  idOperators,
  orderingOperators,
  outputOperators,
  type RecordFilter,
} from "@fieldwork/contracts/page";

/** A condition as somebody writes it: it may want a field or a value yet. */
export interface DraftCondition {
  key: number;
  field: string;
  is: FilterOperator;
  values: readonly string[];
}

export interface DraftGroup {
  key: number;
  join: "all" | "any";
  parts: readonly DraftPart[];
}

export type DraftPart = DraftCondition | DraftGroup;

let lastKey = 0;

export function newKey(): number {
  lastKey += 1;
  return lastKey;
}

export function newCondition(): DraftCondition {
  return { key: newKey(), field: "", is: "equals", values: [] };
}

export function newGroup(join: DraftGroup["join"], parts: readonly DraftPart[] = []): DraftGroup {
  return { key: newKey(), join, parts };
}

export function isGroup(part: DraftPart): part is DraftGroup {
  return "join" in part;
}

/** A filter as something to go on writing at: its outermost part is a group. */
export function draftOf(filter: RecordFilter): DraftGroup {
  const part = partOf(filter);
  return isGroup(part) ? part : newGroup("all", [part]);
}

function partOf(filter: RecordFilter): DraftPart {
  if ("field" in filter) return { key: newKey(), ...filter };
  if ("all" in filter) return newGroup("all", filter.all.map(partOf));
  return newGroup("any", filter.any.map(partOf));
}

/** Pure. */
export function isFinished({ field, is, values }: DraftCondition): boolean {
  if (field === "") return false;
  const count = values.filter((value) => value !== "").length;
  const wanted = { none: 0, one: 1, two: 2, some: Math.max(1, count) }[filterOperators[is]];
  return count === wanted;
}

export interface WrittenDraft {
  filter: RecordFilter;
  text: string;
  /** Of each condition, the character of the text at which it begins, from 1. */
  places: ReadonlyMap<number, number>;
  /** The keys of conditions that want something yet; the filter is without them. */
  unfinished: readonly number[];
}

/** What a draft says so far. Pure. */
export function writeDraft(draft: DraftGroup): WrittenDraft {
  const unfinished: number[] = [];
  const places = new Map<number, number>();
  const filter = filterOf(draft, unfinished) ?? { all: [] };
  placeConditions(draft, { filter, at: 1 }, places);
  return { filter, text: filterText(filter), places, unfinished };
}

function filterOf(part: DraftPart, unfinished: number[]): RecordFilter | undefined {
  if (!isGroup(part)) {
    const { key, field, is, values } = part;
    if (isFinished(part)) return { field, is, values: values.filter((value) => value !== "") };
    unfinished.push(key);
    return undefined;
  }
  const parts = part.parts.flatMap((one) => filterOf(one, unfinished) ?? []);
  const [only] = parts;
  if (only === undefined) return undefined;
  if (parts.length === 1) return only;
  return part.join === "all" ? { all: parts } : { any: parts };
}

/** Goes through the draft as its text is written: what says nothing stands nowhere. */
function placeConditions(
  part: DraftPart,
  { filter, at }: { filter: RecordFilter; at: number },
  places: Map<number, number>,
): void {
  if (!isGroup(part)) {
    places.set(part.key, at);
    return;
  }
  const said = part.parts.filter(saysSomething);
  const [only] = said;
  if (only === undefined) return;
  if (said.length === 1) placeConditions(only, { filter, at }, places);
  if (said.length === 1 || "field" in filter) return;
  const isAll = "all" in filter;
  const parts = isAll ? filter.all : filter.any;
  let next = at;
  for (const [place, one] of said.entries()) {
    const inner = parts[place];
    if (inner === undefined) return;
    const bracket = "field" in inner ? 0 : 1;
    placeConditions(one, { filter: inner, at: next + bracket }, places);
    next += filterText(inner).length + 2 * bracket + (isAll ? " and " : " or ").length;
  }
}

function saysSomething(part: DraftPart): boolean {
  return isGroup(part) ? part.parts.some(saysSomething) : isFinished(part);
}

/** The same with one part, wherever it stands, in place of that of its key; without it where it is undefined. Pure. */
export function withPart(
  group: DraftGroup,
  key: number,
  change: (part: DraftPart) => DraftPart | undefined,
): DraftGroup {
  const parts = group.parts.flatMap((part) => {
    if (part.key === key) return change(part) ?? [];
    return isGroup(part) ? withPart(part, key, change) : part;
  });
  return { ...group, parts };
}

interface DescribedField {
  source: "fields" | "outputs";
  type: string | null;
}

const withOrder: ReadonlySet<string> = new Set(["number", "integer", "date", "time"]);
const withoutText: ReadonlySet<string> = new Set([...withOrder, "boolean", "choice"]);

/** What can be asked of a field. Pure. */
export function operatorsFor(name: string, field: DescribedField | undefined): FilterOperator[] {
  const all = Object.keys(filterOperators) as FilterOperator[];
  if (name === idField) return all.filter((is) => idOperators.has(is));
  const type = field?.type ?? null;
  return all.filter((is) => {
    if (outputOperators.has(is)) return field?.source === "outputs";
    if (type === null) return true;
    if (orderingOperators.has(is)) return withOrder.has(type);
    if (is === "contains" || is === "startsWith") return !withoutText.has(type);
    return is !== "anyOf" || type !== "boolean";
  });
}
