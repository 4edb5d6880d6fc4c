import { z } from "zod";
import { canonicalText } from "../canonical-values.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { soqlText } from "./salesforce-soql.ts";

export const queriedRow = z.record(z.string(), z.unknown());
export type QueriedRow = z.infer<typeof queriedRow>;
const queryReply = z.object({
  done: z.boolean(),
  records: z.array(queriedRow),
  nextRecordsUrl: z.string().nullish(),
});
export function textOf(one: QueriedRow, name: string): string | null {
  return canonicalText(one[name]);
}

export function soqlList(ids: readonly string[]): string {
  return ids.map(soqlText).join(",");
}

type Asker = Pick<SalesforceContext, "client">;

/** All rows of a query, page by page. */
export function rowsOf(asker: Asker, soql: string, signal: AbortSignal): AsyncIterable<QueriedRow> {
  return rowsFrom(asker, `/query?q=${encodeURIComponent(soql)}`, signal);
}

/** The same, with those that are in the bin. */
export function rowsAndDeletedOf(
  asker: Asker,
  soql: string,
  signal: AbortSignal,
): AsyncIterable<QueriedRow> {
  return rowsFrom(asker, `/queryAll?q=${encodeURIComponent(soql)}`, signal);
}

/** The rows of an org's setup, of which there are few: by the Tooling API, or by the REST API. */
export async function setupRows(
  asker: Asker,
  { api, soql }: { api: "tooling" | "rest"; soql: string },
  signal: AbortSignal,
): Promise<QueriedRow[]> {
  const path = `${api === "tooling" ? "/tooling" : ""}/query?q=${encodeURIComponent(soql)}`;
  const rows: QueriedRow[] = [];
  for await (const row of rowsFrom(asker, path, signal)) rows.push(row);
  return rows;
}

async function* rowsFrom(
  { client }: Asker,
  first: string,
  signal: AbortSignal,
): AsyncIterable<QueriedRow> {
  let path: string | undefined = first;
  while (path !== undefined) {
    const { data } = await client.request({ method: "GET", path, during: "read" }, signal);
    const parsed = queryReply.safeParse(data);
    if (!parsed.success) throw malformed(parsed.error);
    yield* parsed.data.records;
    path = parsed.data.done ? undefined : (parsed.data.nextRecordsUrl ?? undefined);
  }
}
