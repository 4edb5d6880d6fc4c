import { parseRecordKey, type RecordRef } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { listErasures } from "@fieldwork/store/erasure";
import { audit, type Reader, readPage, readRecords, reviews } from "@fieldwork/store/reading";
import { erasePerson, previewErasure, verifyErasure } from "../erasure/erase-person.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

export interface ReadingHandlerDeps {
  database: Database;
  reader: Reader;
  /** How long the log keeps events. */
  logDays: number;
}

type ReadingRoute =
  | "audit.list"
  | `erasures.${"list" | "preview" | "order" | "verify"}`
  | "records.list"
  | "reviews.list";

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
    "erasures.order": async ({ principal, body }) =>
      wire(await erasePerson(deps, principal, meantBy(body))),
    "erasures.verify": ({ body }) => verifyErasure({ database }, meantBy(body)),
    "records.list": async ({ principal, query: { cursor, limit, ...choice } }) => {
      const connection = demandReach(principal, "records.read", choice.connection);
      return wire(await readRecords(reader, { ...choice, connection }, { cursor, limit }));
    },
    "reviews.list": async ({ principal, query: { cursor, limit, ...given } }) => {
      const connection = demandReach(principal, "reviews.read", given.connection);
      const filters = Object.fromEntries(
        Object.entries({ ...given, connection }).filter(([, value]) => value !== undefined),
      );
      return wire(await readPage(reader, reviews, { filters, cursor, limit })) as never;
    },
  };
}

function meantBy({ records, email }: { records: string[]; email?: string | undefined }): {
  records: RecordRef[];
  email: string | undefined;
} {
  return { records: records.map(demandRef), email };
}

function demandRef(key: string): RecordRef {
  const ref = parseRecordKey(key);
  if (ref !== undefined) return ref;
  throw new AppError(`${key} is no record: write connection/object/id`, {
    code: "request_invalid",
    retryable: false,
  });
}
