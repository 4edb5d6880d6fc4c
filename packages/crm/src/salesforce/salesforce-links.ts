import { chunk } from "../write-suspects.ts";
import type { ActivityLinks } from "./salesforce-activity-kinds.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceId } from "./salesforce-id.ts";
import { rowsAndDeletedOf, soqlList, textOf } from "./salesforce-query.ts";
import { salesforceMaxBatch } from "./salesforce-reads.ts";

/** Which records activities are linked to; the links of one that was deleted are deleted with it, and told. */
export async function readLinks(
  context: SalesforceContext,
  { links, ids }: { links: ActivityLinks; ids: readonly string[] },
  signal: AbortSignal,
): Promise<{ activity: string; record: string }[]> {
  const found: { activity: string; record: string }[] = [];
  const { type, activity, record } = links;
  for (const batch of chunk(ids, salesforceMaxBatch)) {
    const soql = `SELECT ${activity}, ${record} FROM ${type} WHERE ${activity} IN (${soqlList(batch)})`;
    for await (const link of rowsAndDeletedOf(context, soql, signal)) {
      const one = salesforceId(textOf(link, activity) ?? "");
      const other = salesforceId(textOf(link, record) ?? "");
      if (one !== undefined && other !== undefined) found.push({ activity: one, record: other });
    }
  }
  return found;
}
