import type { CrmControl } from "@fieldwork/simulators";
import type { Database } from "@fieldwork/store";

type Books = Pick<CrmControl, "books">;

/** Writes that put a value there which the line had put there already. */
export async function countRepeatedWrites(crm: Books): Promise<number> {
  const { writes } = await crm.books.read();
  const last = new Map<string, unknown>();
  let repeated = 0;
  for (const { recordId, after, by } of writes) {
    if (by !== "integration") continue;
    for (const [field, value] of Object.entries(after)) {
      if (!/^ai_/i.test(field)) continue;
      if (last.get(`${recordId}/${field}`) === value) repeated += 1;
      last.set(`${recordId}/${field}`, value);
    }
  }
  return repeated;
}

export async function countEnriched(crm: Books): Promise<number> {
  const { writes } = await crm.books.read();
  const enriched = writes.filter(
    ({ after, by }) => by === "integration" && /ai_summary/i.test(Object.keys(after).join()),
  );
  return new Set(enriched.map(({ recordId }) => recordId)).size;
}

/** Paid answers to a question that had been answered before, by the model's own books. */
export async function countRepeatedCalls(openai: Books): Promise<number> {
  const { calls } = await openai.books.read();
  const inputs = calls.flatMap(({ note }) =>
    note === undefined ? [] : [(note as { inputHash: string }).inputHash],
  );
  return inputs.length - new Set(inputs).size;
}

/** All distinct. */
export function moreCompanies(round: number, count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `Addition ${round}-${index} Ltd`,
    description: `Addition ${round}-${index} makes part number ${index} of pumps for ships. Based in Turku, Finland.`,
  }));
}

/** Rows that a process holds in a state. */
export async function countIn(database: Database, state: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "select count(*)::int as count from work where state = $1 and lease_until > now()",
    [state],
  );
  return row?.count ?? 0;
}
