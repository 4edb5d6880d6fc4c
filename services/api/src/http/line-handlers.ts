import { reachOf, reasonText, recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { listSavings } from "@fieldwork/store/known-answers";
import {
  calls,
  countCap,
  countLine,
  decisions,
  type Filters,
  findOperations,
  finishedWork,
  ledger,
  type Reader,
  readPage,
  readTimeline,
} from "@fieldwork/store/reading";
import { showWeather } from "../connections/show-weather.ts";
import { explain, explanationText } from "../explain-record.ts";
import { findRef } from "../find-ref.ts";
import { constraintText, freshnessText } from "../freshness/freshness-text.ts";
import { showFreshness } from "../freshness/show-freshness.ts";
import { listRests } from "../freshness/show-rests.ts";
import { showTrends } from "../trends/show-trends.ts";
import type { Trends } from "../trends/trends.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

type LineRoute =
  | "line.show"
  | `${"freshness" | "rests" | "savings"}.list`
  | `${"operations" | "weather" | "trends"}.show`
  | `records.${"find" | "show" | "timeline"}`
  | "work.finished"
  | `${"decisions" | "calls" | "ledger"}.list`;

export interface LineHandlerDeps {
  reader: Reader;
  trends: Pick<Trends, "samples">;
  /** Where the queues can be looked at; null where there are none. */
  queuesPath: string | null;
}

/** What the line did and does. */
export function lineHandlers({
  reader,
  trends,
  queuesPath,
}: LineHandlerDeps): Pick<Handlers, LineRoute> {
  return {
    // The server replies with the stream itself.
    "line.show": async () => wire(await countLine(reader, { mostPerState: countCap })),
    "rests.list": async () => ({ rests: await listRests(reader) }),
    "savings.list": async ({ query: { days } }) => ({ savings: await listSavings(reader, days) }),
    "operations.show": async () => {
      const { lanes, ...others } = await findOperations(reader);
      return wire({
        lanes: lanes.map(({ reason, ...lane }) => ({ ...lane, why: reason && reasonText(reason) })),
        ...{ ...others, queuesPath },
      });
    },
    "trends.show": async () => wire(showTrends(trends.samples())),
    "weather.show": async () => wire({ models: await showWeather(reader) }),
    "freshness.list": async () => {
      const shown = await showFreshness(reader);
      const enrichments = shown.map((one) => ({
        ...{ ...one, text: freshnessText(one) },
        constraintText: one.constraint && constraintText(one.constraint),
      }));
      return { enrichments };
    },
    "records.find": async ({ principal, query: { name } }) => ({
      ref: await findRef(reader, name, reachOf(principal.rights, "records.read")),
    }),
    "records.show": async ({ principal, params: ref }) => {
      demandReach(principal, "records.read", ref.connection);
      const explanation = await explain(reader, ref);
      const { trail, deadLetters } = explanation;
      if (trail === undefined && deadLetters.length === 0) throw unread(recordKey(ref));
      const told = { ref, explanation: explanationText(explanation) };
      return { ...told, trail: { ...wire(trail) }, deadLetters: wire(deadLetters) };
    },
    "records.timeline": async ({ principal, params: ref, query: { cursor, limit } }) => {
      demandReach(principal, "records.read", ref.connection);
      return wire(await readTimeline(reader, ref, { cursor, limit }));
    },
    "work.finished": async ({ query: { cursor, limit, ...filters } }) => {
      return wire(await readPage(reader, finishedWork, { filters: given(filters), cursor, limit }));
    },
    "decisions.list": async ({ query: { cursor, limit, ...filters } }) => {
      return wire(await readPage(reader, decisions, { filters: given(filters), cursor, limit }));
    },
    "calls.list": async ({ query: { cursor, limit, ...filters } }) => {
      return wire(await readPage(reader, calls, { filters: given(filters), cursor, limit }));
    },
    "ledger.list": async ({ principal, query: { cursor, limit, ...asked } }) => {
      const connection = demandReach(principal, "records.read", asked.connection);
      const filters = given({ ...asked, connection });
      return wire(await readPage(reader, ledger, { filters, cursor, limit }));
    },
  };
}

/** The filters that were asked for. Pure. */
export function given<Filter extends string>(
  asked: Readonly<Partial<Record<Filter, string | undefined>>>,
): Filters<Filter> {
  const set = Object.entries(asked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Filters<Filter>;
}

function unread(key: string): AppError {
  return new AppError(`no record ${key} has been read`, { code: "not_found", retryable: false });
}
