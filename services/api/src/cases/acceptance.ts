import { type AcceptanceRow, countDecided, type Reader } from "@fieldwork/store/reading";
import { type Interval, wilson } from "./wilson.ts";

export interface Acceptance extends Omit<AcceptanceRow, "connection"> {
  /** How many answers people decided about in reviews. */
  decided: number;
  /** The share of these that was approved; null for none. */
  acceptance: Interval | null;
}

export interface AcceptanceRequest {
  since: Date;
  enrichment?: string | undefined;
  /** Of these connections alone. */
  connections: "all" | readonly string[];
}

/**
 * How often people take the answers, by field, model and definition. Of answers that were decided about in
 * a review; those that were written by themselves and replaced in the CRM later are told beside it.
 */
export async function showAcceptance(
  reader: Reader,
  { connections, ...request }: AcceptanceRequest,
): Promise<Acceptance[]> {
  const rows = await countDecided(reader, request);
  return acceptanceOf(
    rows.filter(({ connection }) => connections === "all" || connections.includes(connection)),
  );
}

/** Over all connections. Pure. */
export function acceptanceOf(rows: readonly AcceptanceRow[]): Acceptance[] {
  const groups = Map.groupBy(rows, ({ enrichment, field, provider, model, definitionHash }) =>
    // A definition has one prompt version.
    JSON.stringify([enrichment, field, provider, model, definitionHash]),
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { connection: _, ...of } = first;
    const sum = (name: "approved" | "corrected" | "rejected" | "kept" | "overridden") =>
      some.reduce((total, row) => total + row[name], 0);
    const [approved, corrected, rejected, kept] = [
      ...[sum("approved"), sum("corrected"), sum("rejected"), sum("kept")],
    ] as [number, number, number, number];
    const decided = approved + corrected + rejected + kept;
    const counts = { approved, corrected, rejected, kept, overridden: sum("overridden") };
    return [{ ...of, ...counts, decided, acceptance: wilson(approved, decided) }];
  });
}
