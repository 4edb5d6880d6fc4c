import {
  FilterTextError,
  idField,
  type ReadFilter,
  type RecordFilter,
  readFilter,
} from "@fieldwork/contracts";
import { spellingsOf } from "@fieldwork/crm";
import { AppError } from "@fieldwork/runtime";
import type { FilterField } from "@fieldwork/store/backfills";
import { checkFilter, filterProblemsText } from "./check-filter.ts";

/**
 * A filter, given as text or as JSON, that can be asked of the records of this object. Pure.
 *
 * @throws AppError `request_invalid`, naming each problem with its place.
 */
export function readCheckedFilter(
  given: RecordFilter | string,
  of: { object: string; fields: readonly FilterField[] },
): RecordFilter {
  const { filter, placeOf } = typeof given === "string" ? readFilterText(given) : asGiven(given);
  const problems = checkFilter(filter, of);
  if (problems.length > 0) throw invalid(filterProblemsText(problems, placeOf));
  return withSpellings(filter);
}

/** People write ids as they stand in an address bar, which is not always as their CRM spells them. */
function withSpellings(filter: RecordFilter): RecordFilter {
  if ("all" in filter) return { all: filter.all.map(withSpellings) };
  if ("any" in filter) return { any: filter.any.map(withSpellings) };
  const { field, is, values } = filter;
  if (field !== idField || is === "notEquals") return filter;
  const spelled = [...new Set(values.flatMap(spellingsOf))];
  return spelled.length > values.length ? { field, is: "anyOf", values: spelled } : filter;
}

function asGiven(filter: RecordFilter): ReadFilter {
  return { filter, placeOf: () => undefined };
}

/** @throws AppError `request_invalid`, naming the place. */
export function readFilterText(text: string): ReadFilter {
  try {
    return readFilter(text);
  } catch (error) {
    if (!(error instanceof FilterTextError)) throw error;
    throw invalid(error.message, error);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false, cause });
}
