import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import type { Call, Route } from "../core/routes.ts";
import { flowViewObject } from "./salesforce-automations.ts";
import { checkLinksQuery, childrenOf } from "./salesforce-children.ts";
import { problems, refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import type { SalesforceField } from "./salesforce-fields.ts";
import { type HistoryObject, historyObject } from "./salesforce-history.ts";
import { numberedId } from "./salesforce-ids.ts";
import { answering, type SalesforceOrg } from "./salesforce-org.ts";
import { recordView } from "./salesforce-records.ts";
import { parseSoql } from "./soql-parser.ts";
import { requireField, runSoql } from "./soql-run.ts";

export interface SalesforceQueries {
  routes: Record<string, Route>;
  /** Forgets what is being paged: every locator given out is invalid. */
  dropLocators(): void;
}

interface Cursor {
  records: readonly StoredRecord[];
  fields: readonly SalesforceField[];
  children: ReturnType<typeof childrenOf> | undefined;
  resource: "query" | "queryAll";
}

/** A user has so many queries open; the oldest makes way. */
const maxCursors = 10;
const defaultPageSize = 2000;
const root = "/services/data/:version";

export function createSalesforceQueries(org: SalesforceOrg): SalesforceQueries {
  const cursors = createCursors();
  let pages = 0;

  function pageSize(call: Call): number {
    const wanted = /batchSize=(\d+)/.exec(String(call.headers["sforce-query-options"] ?? ""));
    if (wanted) return Math.min(2000, Math.max(200, Number(wanted[1])));
    const sizes = [org.options.queryPageSize ?? defaultPageSize].flat();
    pages += 1;
    return sizes[(pages - 1) % sizes.length] ?? defaultPageSize;
  }

  function start(call: Call, resource: Cursor["resource"]): Reply {
    const query = parseSoql(call.query.get("q") ?? "");
    const object = org.schema.objectNamed(query.object);
    if (object) checkLinksQuery(query, object);
    const { rows, field: find } = subjectOf(org, query.object);
    const records = runSoql(query, {
      records: rows,
      field: find,
      isAll: resource === "queryAll",
    });
    if (query.isCount) {
      return { status: 200, json: { totalSize: records.length, done: true, records: [] } };
    }
    const fields = query.fields.map((field) => requireField(query, field, find));
    const children = object && childrenOf(org, query, object);
    return page(call, { cursor: { records, fields, children, resource }, from: 0 });
  }

  function page(
    call: Call,
    { cursor, from, id }: { cursor: Cursor; from: number; id?: string },
  ): Reply {
    const { records, fields, children, resource } = cursor;
    const version = call.params.version ?? "";
    const end = Math.min(records.length, from + pageSize(call));
    const isDone = end >= records.length;
    return {
      status: 200,
      json: {
        totalSize: records.length,
        done: isDone,
        ...(!isDone && {
          nextRecordsUrl: `/services/data/${version}/${resource}/${id ?? cursors.open(cursor)}-${end}`,
        }),
        records: records.slice(from, end).map((record) => ({
          ...recordView(record, fields, version),
          ...children?.(record, version),
        })),
      },
    };
  }

  function goOn(call: Call): Reply {
    const [id = "", from = ""] = (call.params.locator ?? "").split("-");
    const cursor = cursors.get(id);
    if (!cursor || !/^\d+$/.test(from)) return refusal(400, problems.locator);
    return page(call, { cursor, from: Number(from), id });
  }

  const route = (operation: string, handle: (call: Call) => Reply): Route => ({
    kind: "read",
    operation,
    handle: answering(handle),
  });
  return {
    routes: {
      [`GET ${root}/query`]: route("query", (call) => start(call, "query")),
      [`GET ${root}/query/`]: route("query", (call) => start(call, "query")),
      [`GET ${root}/queryAll`]: route("query", (call) => start(call, "queryAll")),
      [`GET ${root}/queryAll/`]: route("query", (call) => start(call, "queryAll")),
      [`GET ${root}/query/:locator`]: route("query-more", goOn),
      [`GET ${root}/queryAll/:locator`]: route("query-more", goOn),
    },
    dropLocators: cursors.drop,
  };
}

/** An object, the history of one, or the view of flows. */
function subjectOf(org: SalesforceOrg, name: string): HistoryObject {
  const object = org.schema.objectNamed(name);
  const other =
    object === undefined ? (historyObject(org, name) ?? flowViewObject(org, name)) : undefined;
  if (other) return other;
  if (object === undefined) throw unsupportedObject(name);
  return { rows: org.store.all(object), field: (wanted) => org.schema.field(object, wanted) };
}

function createCursors() {
  const cursors = new Map<string, Cursor>();
  let opened = 0;
  return {
    open(cursor: Cursor): string {
      opened += 1;
      const id = numberedId("0r8xx", opened);
      cursors.set(id, cursor);
      const [oldest] = cursors.keys();
      if (cursors.size > maxCursors && oldest !== undefined) cursors.delete(oldest);
      return id;
    },
    get: (id: string) => cursors.get(id),
    drop: () => cursors.clear(),
  };
}

/** What is said of an object that is not there, or hidden. */
export function unsupportedObject(name: string): SalesforceRefusal {
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  return new SalesforceRefusal(400, { code: "INVALID_TYPE", message });
}
