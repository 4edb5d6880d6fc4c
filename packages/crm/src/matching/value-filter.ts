import {
  type CrmRecord,
  everyRecord,
  type FilterCondition,
  idField,
  matches,
  outputOperators,
  type RecordFilter,
  widened,
} from "@fieldwork/contracts";

/** What of a filter a record alone can answer; what we know of its outputs, only the store does. Pure. */
export function askedOfRecord(filter: RecordFilter): RecordFilter {
  const asked = (condition: FilterCondition) =>
    outputOperators.has(condition.is) ? undefined : condition;
  return widened(filter, asked) ?? everyRecord;
}

/** The records that match as far as they themselves can say. Pure. */
export function thoseMatching(filter: RecordFilter, records: readonly CrmRecord[]): CrmRecord[] {
  const asked = askedOfRecord(filter);
  return records.filter(({ ref, fields, outputs }) =>
    matches(asked, {
      ...{ id: ref.id, fields, outputs },
      ...{ askedUnder: {}, released: {}, correctedAt: {} },
    }),
  );
}

/** The ids that a record must have one of; undefined if a record of any id may match. Pure. */
export function requiredIds(filter: RecordFilter): string[] | undefined {
  if ("field" in filter) {
    const { field, is, values } = filter;
    return field === idField && is !== "notEquals" ? [...new Set(values)] : undefined;
  }
  if ("any" in filter) {
    const each = filter.any.map(requiredIds);
    const known = each.filter((ids) => ids !== undefined);
    return known.length === each.length ? [...new Set(known.flat())] : undefined;
  }
  const each = filter.all.flatMap((one) => {
    const ids = requiredIds(one);
    return ids === undefined ? [] : [new Set(ids)];
  });
  const [first, ...others] = each;
  return first && [...first].filter((id) => others.every((ids) => ids.has(id)));
}
