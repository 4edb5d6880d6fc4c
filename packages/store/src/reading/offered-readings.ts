import type { List } from "./list.ts";
import { audit } from "./lists/audit.ts";
import { calls, callsApart } from "./lists/calls.ts";
import { companyLinks } from "./lists/company-links.ts";
import { deadEvents } from "./lists/dead-events.ts";
import { decisions } from "./lists/decisions.ts";
import { ledger } from "./lists/ledger.ts";
import { reviews } from "./lists/reviews.ts";
import {
  answeredWork,
  claimedWork,
  deadLetters,
  dispatchedWork,
  finishedWork,
  readyWork,
} from "./lists/work.ts";
import { type Count, countRows, type Page, readPage } from "./read-list.ts";
import { countRecords, type RecordChoice, readRecords } from "./read-records.ts";
import type { Reader } from "./reader.ts";
import { listRecordFilters } from "./record-filters.ts";

/** One list with one choice of its filters. */
export interface OfferedReading {
  name: string;
  /** Text is looked for: the rows that hold it are found first and then sorted. */
  isSearch: boolean;
  page(cursor?: string): Promise<Page<object>>;
  count(): Promise<Count>;
}

// Of the values that a filter can take, a common one, a rare one and one that no row has.
const none = "no such value";

/** Every list with every combination of its filters, each with values that many, few and no rows have. */
export async function offeredReadings(reader: Reader): Promise<OfferedReading[]> {
  return [...listReadings(reader), ...(await recordReadings(reader))];
}

/** The same of the events that became dead letters, where the event log keeps them. */
export function offeredDeadEvents(reader: Reader): OfferedReading[] {
  return readingsOf(reader, deadEvents, {
    topic: ["crm.record-changed", none],
    group: ["planner", "", none],
    reason: ["event-malformed", "data-invalid", none],
  });
}

function listReadings(reader: Reader): OfferedReading[] {
  return [
    ...readingsOf(reader, finishedWork, {
      state: ["written", "review", none],
      enrichment: ["contact-role", none],
    }),
    ...readingsOf(reader, deadLetters, {
      reason: ["crm-refused-record", none],
      enrichment: ["contact-role", none],
      connection: ["hubspot", none],
      object: ["contact", none],
    }),
    ...readingsOf(reader, readyWork, { enrichment: ["contact-role", none], class: ["backfill"] }),
    ...readingsOf(reader, answeredWork, { connection: ["hubspot", none], object: ["company"] }),
    ...readingsOf(reader, dispatchedWork, { lane: ["openai", none] }),
    ...readingsOf(reader, claimedWork, {}),
    ...readingsOf(reader, decisions, {
      field: ["ai_industry", none],
      decision: ["write", "low-confidence", none],
    }),
    ...readingsOf(reader, reviews, {
      connection: ["hubspot", none],
      object: ["company"],
      field: ["ai_industry", none],
      reason: ["low-confidence", none],
    }),
    ...readingsOf(reader, companyLinks, { state: ["linked", "doubtful", none] }),
    ...readingsOf(reader, audit, { order: ["backfill.start", none] }),
    ...readingsOf(reader, calls, { provider: ["openai", none], model: ["small", none] }),
    ...readingsOf(reader, callsApart, { purpose: ["preflight", none] }),
    ...readingsOf(reader, ledger, {
      connection: ["hubspot", none],
      object: ["company"],
      field: ["ai_industry", none],
      owner: ["fieldwork", "person", none],
    }),
  ];
}

function readingsOf<Row extends object, Filter extends string>(
  reader: Reader,
  list: List<Row, Filter>,
  values: Readonly<Record<Filter, readonly string[]>>,
): OfferedReading[] {
  return combinations<Filter>(Object.entries(values) as [Filter, readonly string[]][]).map(
    (filters) => ({
      name: `${list.name} ${JSON.stringify(filters)}`,
      isSearch: false,
      page: (cursor) => readPage(reader, list, { filters, cursor }),
      count: () => countRows(reader, list, { filters }),
    }),
  );
}

function combinations<Filter extends string>(
  filters: readonly [Filter, readonly string[]][],
): Partial<Record<Filter, string>>[] {
  const [first, ...others] = filters;
  if (first === undefined) return [{}];
  const [filter, values] = first;
  return combinations(others).flatMap((rest) => [
    rest,
    ...values.map((value) => ({ ...rest, [filter]: value })),
  ]);
}

async function recordReadings(reader: Reader): Promise<OfferedReading[]> {
  const fields = await listRecordFilters(reader);
  const choices: RecordChoice[] = [
    {},
    ...["salesforce", "hubspot", none].map((connection) => ({ connection })),
    ...["company", "contact", none].map((object) => ({ object })),
    { connection: "hubspot", object: "contact" },
    ...fields.flatMap((field) =>
      ["Japan", "Energy", none].flatMap((value) => [
        { field: { ...field, value } },
        { connection: "hubspot", field: { ...field, value } },
      ]),
    ),
    { search: "acme", connection: "hubspot", object: "contact" },
    ...["acme", "müller foods", "k00", "ü", none.replace(" ", "")].map((search) => ({ search })),
  ];
  return choices.map((choice) => ({
    name: `records ${JSON.stringify(choice)}`,
    isSearch: "search" in choice,
    page: (cursor) => readRecords(reader, choice, { cursor }),
    count: () => countRecords(reader, choice),
  }));
}
