import { recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { findConnectionRest, listBudgets, listReleased } from "@fieldwork/store";
import {
  calls,
  countLine,
  decisions,
  type Filters,
  findTrail,
  finishedWork,
  ledger,
  type Reader,
  readPage,
  readTimeline,
} from "@fieldwork/store/reading";
import { budgetsWire } from "../budget.ts";
import { explainText } from "../explain-text.ts";
import { constraintText, freshnessText } from "../freshness/freshness-text.ts";
import { showFreshness } from "../freshness/show-freshness.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

type LineRoute =
  | "changes.follow"
  | "line.show"
  | "freshness.list"
  | `records.${"show" | "timeline"}`
  | "work.finished"
  | `${"decisions" | "calls" | "ledger" | "budgets" | "definitions"}.list`;

/** What the line did and does. */
export function lineHandlers({ reader }: { reader: Reader }): Pick<Handlers, LineRoute> {
  return {
    // The server replies with the stream itself.
    "changes.follow": async () => undefined,
    "line.show": async () => wire(await countLine(reader)),
    "freshness.list": async () => {
      const shown = await showFreshness(reader);
      const enrichments = shown.map((one) => ({
        ...{ ...one, text: freshnessText(one) },
        constraintText: one.constraint && constraintText(one.constraint),
      }));
      return { enrichments };
    },
    "records.show": async ({ principal, params: ref }) => {
      demandReach(principal, "records.read", ref.connection);
      const trail = await findTrail(reader, ref);
      if (trail === undefined) throw unread(recordKey(ref));
      const rest = await findConnectionRest(reader, ref.connection);
      return { ref, explanation: explainText(trail, rest), trail: { ...wire(trail) } };
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
    "budgets.list": async () => ({ budgets: budgetsWire(await listBudgets(reader)) }),
    "definitions.list": async () => ({ definitions: wire(await listReleased(reader)) }),
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
