import type { RecordRef } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { listErasures } from "@fieldwork/store/erasure";
import {
  audit,
  countRecords,
  type Reader,
  type RecordChoice,
  readPage,
  readRecords,
} from "@fieldwork/store/reading";
import { erasePerson, previewErasure, verifyErasure } from "../erasure/erase-person.ts";
import { demandRef } from "./demand-ref.ts";
import { type Call, type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";
import { withFields } from "./record-handlers.ts";

export interface ReadingHandlerDeps {
  database: Database;
  reader: Reader;
  /** How long the log keeps events. */
  logDays: number;
}

type ReadingRoute =
  | "audit.list"
  | `erasures.${"list" | "preview" | "order" | "verify"}`
  | `records.${"list" | "count"}`;

/** What people look at, and erasures. */
export function readingHandlers(deps: ReadingHandlerDeps): Pick<Handlers, ReadingRoute> {
  const { database, reader } = deps;
  return {
    "audit.list": async ({ query: { order, ...page } }) => {
      const filters = order === undefined ? {} : { order };
      return wire(await readPage(reader, audit, { ...page, filters }));
    },
    "erasures.list": async () => ({ erasures: wire(await listErasures(reader)) }),
    "erasures.preview": ({ body }) => previewErasure({ database }, meantBy(body)),
    "erasures.order": async ({ principal, body: { logDays = deps.logDays, ...body } }) =>
      wire(await erasePerson({ database, logDays }, principal, meantBy(body))),
    "erasures.verify": ({ body }) => verifyErasure({ database }, meantBy(body)),
    "records.list": async ({ principal, query: { cursor, limit, ...asked } }) => {
      const connection = demandReach(principal, "records.read", asked.connection);
      const page = await readRecords(reader, choiceOf(asked, connection), { cursor, limit });
      return wire({ ...page, rows: await withFields(reader, page.rows) });
    },
    "records.count": async ({ principal, query }) => {
      const connection = demandReach(principal, "records.read", query.connection);
      return countRecords(reader, choiceOf(query, connection));
    },
  };
}

type RecordQuery = Omit<Call<"records.list">["query"], "cursor" | "limit">;

/** @throws AppError `request_invalid` for a field without its object or its value, or beside a search. */
function choiceOf(
  { object, search, field: name, source, value }: RecordQuery,
  connection: string | undefined,
): RecordChoice {
  if (name === undefined)
    return search === undefined ? { connection, object } : { search, connection, object };
  if (object === undefined || value === undefined || search !== undefined)
    throw new AppError(
      "a field is looked for with its object and its value, and without a search",
      {
        code: "request_invalid",
        retryable: false,
      },
    );
  return { connection, object, field: { object, source, name, value } };
}

function meantBy({ records, email }: { records: string[]; email?: string | undefined }): {
  records: RecordRef[];
  email: string | undefined;
} {
  return { records: records.map(demandRef), email };
}
