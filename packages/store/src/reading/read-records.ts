import { AppError } from "@fieldwork/runtime";
import type { Condition, Filters } from "./list.ts";
import { allRecords, type RecordFilter, type RecordRow, recordsWithin } from "./lists/records.ts";
import { type Count, countRows, type Page, type PageRequest, readPage } from "./read-list.ts";
import type { Reader } from "./reader.ts";
import { filterCondition, listRecordFilters, type RecordFilterField } from "./record-filters.ts";
import { searchConditions } from "./search-terms.ts";

/**
 * Which records are meant: those that a search finds, or those with a value in one field; all of them, or
 * of a connection or an object. What no index serves together is not offered together.
 */
export type RecordChoice =
  | { search: string; connection?: string | undefined; object?: string | undefined }
  | {
      connection?: string | undefined;
      object?: string | undefined;
      /** One of `listRecordFilters`, and the value to look for. */
      field?: (RecordFilterField & { value: string }) | undefined;
    };

/** @throws AppError `request_invalid` for what is not offered, or a cursor of another choice. */
export async function readRecords(
  reader: Reader,
  choice: RecordChoice,
  ask: Pick<PageRequest<never>, "cursor" | "limit"> = {},
): Promise<Page<RecordRow>> {
  const { list, ...chosen } = await chosenRecords(reader, choice);
  return readPage(reader, list, { ...ask, ...chosen });
}

/** @throws AppError `request_invalid` for what is not offered. */
export async function countRecords(reader: Reader, choice: RecordChoice): Promise<Count> {
  const { list, ...chosen } = await chosenRecords(reader, choice);
  return countRows(reader, list, chosen);
}

interface ChosenRecords {
  list: typeof recordsWithin;
  filters: Filters<RecordFilter>;
  conditions: Condition[];
}

async function chosenRecords(reader: Reader, choice: RecordChoice): Promise<ChosenRecords> {
  if ("search" in choice) {
    // The words are found first, and few are left to look at.
    const among = Object.entries(given({ connection: choice.connection, object: choice.object }));
    const conditions = among.map(([column, value = ""]) => ({ sql: `${column} = ?`, value }));
    return {
      ...{ list: allRecords, filters: {} },
      conditions: [...searchConditions(choice.search), ...conditions],
    };
  }
  const { connection, object, field } = choice;
  if (field === undefined) {
    const isWhole = connection === undefined && object === undefined;
    return {
      list: isWhole ? allRecords : recordsWithin,
      filters: given({ connection, object }),
      conditions: [],
    };
  }
  if (object !== undefined && object !== field.object)
    throw invalid(`${field.name} is a field of ${field.object}, not of ${object}`);
  if (!(await listRecordFilters(reader)).some((offered) => isSame(offered, field)))
    throw invalid(`records cannot be filtered by ${field.name}`);
  return {
    list: recordsWithin,
    filters: given({ connection, object: field.object }),
    conditions: [filterCondition(field, field.value)],
  };
}

function given(filters: Record<RecordFilter, string | undefined>): Filters<RecordFilter> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

function isSame(one: RecordFilterField, other: RecordFilterField): boolean {
  return one.object === other.object && one.source === other.source && one.name === other.name;
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
