import type { ObjectName } from "@fieldwork/contracts";
import * as objects from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import { z } from "zod";
import type { Change, Cursor, Page } from "../crm-adapter.ts";
import { CrmError } from "../crm-error.ts";
import {
  cursorFrom,
  historyOf,
  nextScan,
  type Overlap,
  positionFrom,
  type ScanPosition,
  windowStartMs,
} from "../scan-position.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { propertiesToRead } from "./hubspot-fields.ts";
import { recordsFromHubspot } from "./hubspot-reads.ts";
import { hubspotRecord, mergedAway, mergedIds } from "./hubspot-records.ts";

const searchPage = z.object({
  // Without it, an empty list may be anything, and would end the scan.
  total: z.number(),
  results: z.array(hubspotRecord),
});

/**
 * One scan. Search ends at 10,000 results and its order by time moves while it is paged, so it is asked
 * for the first page of what has a higher id than the last, inside a window by time that stays put.
 */
export async function* readHubspotChanges(
  context: HubspotContext,
  { object, cursor }: { object: ObjectName; cursor: Cursor | null },
  signal: AbortSignal,
): AsyncIterable<Page> {
  let position = positionFrom(cursor);
  for (;;) {
    const { rows, isLast, serverTimeMs } = await searchPageAfter(context, object, {
      position,
      signal,
    });
    position = {
      ...position,
      startedAt: position.startedAt ?? serverTimeMs,
      id: rows.at(-1)?.id ?? position.id,
    };
    const records = await recordsFromHubspot(context, { object, rows }, signal);
    const isFirst = position.scannedAt === null;
    yield {
      changes: records.flatMap((record, index): Change[] => [
        ...(isFirst ? [] : mergedAway(record, rows[index])),
        { kind: "changed", ...record, isFromSearch: true },
      ]),
      cursor: cursorFrom(isLast ? nextScan(position, context.overlap) : position),
      history: historyOf(position),
    };
    if (isLast) return;
  }
}

async function searchPageAfter(
  { client, outputs, objectOf, overlap, pageSize }: HubspotContext,
  object: ObjectName,
  { position, signal }: { position: ScanPosition; signal: AbortSignal },
) {
  const read = objectOf(object);
  const { type, modifiedAt } = read;
  const request = searchRequest(position, { modifiedAt, overlap, pageSize });
  const reply = await client.call("read", signal, ({ search }) =>
    search.doSearchWithHttpInfo(type, {
      ...request,
      properties: [...propertiesToRead(read, outputs(object)), mergedIds],
    }),
  );
  const parsed = searchPage.safeParse(reply.data);
  if (!parsed.success) throw malformed(parsed.error);
  const { results, total } = parsed.data;
  assertAscending(results, position.id);
  return {
    rows: results,
    isLast: results.length === 0 || total <= results.length,
    serverTimeMs: serverTimeMs(reply.headers.date),
  };
}

interface SearchOptions {
  modifiedAt: string;
  overlap: Overlap;
  pageSize: number;
}

/** The search for the rows of a window that come after a position. */
function searchRequest(position: ScanPosition, { modifiedAt, overlap, pageSize }: SearchOptions) {
  const fromMs = windowStartMs(position, overlap);
  const filters = [
    ...(fromMs === null
      ? []
      : [
          {
            propertyName: modifiedAt,
            operator: objects.FilterOperatorEnum.Gte,
            value: `${fromMs}`,
          },
        ]),
    {
      propertyName: "hs_object_id",
      operator: objects.FilterOperatorEnum.Gt,
      value: position.id ?? "0",
    },
  ];
  return {
    filterGroups: [{ filters }],
    // The SDK types sorts as strings; the API wants objects, and the SDK passes them through.
    sorts: [{ propertyName: "hs_object_id", direction: "ASCENDING" }] as unknown as string[],
    limit: pageSize,
  };
}

/** A page out of order would let the keyset skip rows without a trace, so it is refused. */
export function assertAscending(rows: readonly { id: string }[], after: string | null): void {
  let last = BigInt(after ?? "0");
  for (const { id } of rows) {
    if (!/^\d+$/.test(id) || BigInt(id) <= last) {
      throw new CrmError(`HubSpot's search is out of order at record ${id}`, {
        reason: "unreadable",
        outcome: "rejected",
      });
    }
    last = BigInt(id);
  }
}

function serverTimeMs(date: string | undefined): number {
  const ms = Date.parse(date ?? "");
  if (Number.isNaN(ms)) throw malformed(new Error("the reply has no Date header"));
  return ms;
}
