import { FilterTextError, filterText, type RecordFilter, readFilter } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { countRecords, findEnrichmentNow, listFilterFields } from "@fieldwork/store/backfills";
import type { Reader } from "@fieldwork/store/reading";
import { checkFilter } from "./check-filter.ts";
import { readCheckedFilter } from "./read-checked-filter.ts";

interface FilterRequest {
  enrichment: string;
  connection: string;
  /** As text or as JSON. */
  filter: RecordFilter | string;
}

export interface ExaminedFilter {
  filter: RecordFilter | null;
  text: string | null;
  problems: { at: number | null; problem: string }[];
}

/**
 * What is wrong with a filter while somebody writes it: that is a reply, not a refusal.
 *
 * @throws AppError `request_invalid` if there is no such enrichment.
 */
export async function examineFilter(
  reader: Reader,
  { enrichment, connection, filter: given }: FilterRequest,
): Promise<ExaminedFilter> {
  const of = await recordsOf(reader, { enrichment, connection });
  try {
    const { filter, placeOf } =
      typeof given === "string" ? readFilter(given) : { filter: given, placeOf: () => undefined };
    const problems = checkFilter(filter, of).map(({ condition, problem }) => ({
      at: placeOf(condition) ?? null,
      problem,
    }));
    return { filter, text: filterText(filter), problems };
  } catch (error) {
    if (!(error instanceof FilterTextError)) throw error;
    return {
      filter: null,
      text: null,
      problems: [{ at: error.at ?? null, problem: error.message }],
    };
  }
}

/**
 * How many of the records that have been read match.
 *
 * @throws AppError `request_invalid` if there is no such enrichment, or field to filter by.
 */
export async function countMatching(
  reader: Reader,
  { enrichment, connection, filter: given }: FilterRequest,
): Promise<{ records: number }> {
  const of = await recordsOf(reader, { enrichment, connection });
  const filter = readCheckedFilter(given, of);
  return { records: await countRecords(reader, { connection, object: of.object, filter }) };
}

async function recordsOf(
  reader: Reader,
  { enrichment, connection }: Pick<FilterRequest, "enrichment" | "connection">,
) {
  const now = await findEnrichmentNow(reader, enrichment);
  if (!now) {
    const message = `no enrichment ${enrichment} is released`;
    throw new AppError(message, { code: "request_invalid", retryable: false });
  }
  const { object } = now;
  return { object, fields: await listFilterFields(reader, { connection, object }) };
}
