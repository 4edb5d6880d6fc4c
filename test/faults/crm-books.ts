import type { WriteRow } from "@fieldwork/simulators";
import type { FaultLine } from "./fault-line.ts";

export type Values = Record<string, unknown>;

/** All changes of the records of both CRMs, by `crm/id`, in order, as the CRMs' own books have them. */
export type CrmBooks = ReadonlyMap<string, readonly WriteRow[]>;

export async function readCrmBooks({
  hubspot,
  salesforce,
}: Pick<FaultLine, "hubspot" | "salesforce">): Promise<CrmBooks> {
  const [ofHubspot, ofSalesforce] = await Promise.all([
    hubspot.books.read(),
    salesforce.books.read(),
  ]);
  return new Map([
    ...Map.groupBy(ofHubspot.writes, ({ recordId }) => `hubspot/${recordId}`),
    ...Map.groupBy(ofSalesforce.writes, ({ recordId }) => `salesforce/${recordId}`),
  ]);
}

/** Who put what into one field, in order; blank is null. */
export function historyOf(
  rows: readonly WriteRow[],
  field: string,
): { by: string; value: unknown; at: string }[] {
  return rows.flatMap(({ after, by, at }) =>
    field in after ? [{ by, value: after[field] || null, at }] : [],
  );
}
