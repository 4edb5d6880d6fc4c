import { eventually } from "@fieldwork/runtime/testing";
import { expect } from "vitest";
import { compareWithBooks } from "../faults/backfill-books.ts";
import { type Day, type DayScene, writesOf } from "./walk-day.ts";

const fields = ["ai_industry", "ai_summary"] as const;

/** The CRM's own books agree with the receipt to the record, and after the undo only what people edited stands. */
export async function expectDay(scene: DayScene, day: Day): Promise<void> {
  const written = await expectReceipt(scene, day);
  await expectValues(scene, day, written);
  await eventually(() => expectOwners(scene, day, written), { timeoutMs: 30_000 });
}

/** Returns the records that were written to. */
async function expectReceipt(scene: DayScene, { id, receipt }: Day): Promise<readonly string[]> {
  const { database, companies } = scene;
  const { records, spentNanoUsd: _, heldNanoUsd: __, inFlightAtStop: ___, ...kinds } = receipt;
  expect(records).toBe(companies);
  expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(companies);
  const writes = await writesOf(scene);
  // What came after the first write of a record is the undo's.
  const firstWrites = new Map(writes.toReversed().map((row) => [row.recordId, row]));
  const compared = await compareWithBooks({ database }, { id, writes: [...firstWrites.values()] });
  expect(compared.disagreeing).toEqual([]);
  expect(compared.ends.written).toBe(receipt.written);
  expect(firstWrites.size).toBe(receipt.written);
  return [...firstWrites.keys()];
}

/** What stands in a field that a person edited; a field of which nothing is said is as it was before the run: blank. */
function editsOf({ overruled, edited }: Day): ReadonlyMap<string, Record<string, string | null>> {
  return new Map<string, Record<string, string | null>>([
    ...overruled.map((id) => [id, { ai_summary: "As a person says." }] as const),
    ...edited.map((id) => [id, { ai_industry: null, ai_summary: "Ours." }] as const),
  ]);
}

async function expectValues(
  { hubspot }: DayScene,
  day: Day,
  written: readonly string[],
): Promise<void> {
  const edits = editsOf(day);
  expect(edits.size).toBeGreaterThan(9);
  const wrong: string[] = [];
  for (const record of written) {
    const found = (await hubspot.record({ object: "companies", id: record }))?.fields ?? {};
    for (const field of fields) {
      const expected = edits.get(record)?.[field] ?? null;
      const value = found[field] || null;
      if (value !== expected) wrong.push(`${record}: ${field} is ${value}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}

/** Nobody owns a blank of ours: it may be filled again. What people edited is theirs. */
async function expectOwners(
  { database, connection }: DayScene,
  day: Day,
  written: readonly string[],
): Promise<void> {
  const edits = editsOf(day);
  const entries = await database.query<{ id: string; field: string; owner: string }>(
    `select record_id as id, field, owner || coalesce(': ' || value, '') as owner from field_ledger
     where connection = $1 and record_id = any($2)`,
    [connection, written],
  );
  const owners = new Map(entries.map(({ id, field, owner }) => [`${id}/${field}`, owner]));
  const wrong = written.flatMap((id) =>
    fields.flatMap((field) => {
      const owner = owners.get(`${id}/${field}`);
      const edit = edits.get(id)?.[field];
      const persons = edit === null ? "cleared-by-person" : `person: ${edit}`;
      const expected = edit === undefined ? "fieldwork" : persons;
      return owner === expected ? [] : [`${field} of ${id}: ${owner}, not ${expected}`];
    }),
  );
  expect(wrong).toEqual([]);
}
