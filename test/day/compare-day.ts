import { expect } from "vitest";
import { compareWithBooks } from "../faults/backfill-books.ts";
import { type Day, type DayScene, writtenTo } from "./walk-day.ts";

/** The CRM's own books agree with the receipt to the record, and after the undo only what people edited stands. */
export async function expectDay(scene: DayScene, day: Day): Promise<void> {
  await expectReceipt(scene, day);
  await expectUndone(scene, day);
}

async function expectReceipt(scene: DayScene, { id, receipt }: Day): Promise<void> {
  const { hubspot, database, companies } = scene;
  const { records, spentNanoUsd: _, inFlightAtStop: __, ...kinds } = receipt;
  expect(records).toBe(companies);
  expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(companies);
  const { writes } = await hubspot.books.read();
  const ofUndo = await database.query<{ id: string }>(
    "select distinct record_id as id from write_order where kind = 'undo'",
  );
  const firstWrites = new Map<string, (typeof writes)[number]>();
  for (const row of writes.filter(({ by }) => by === "integration")) {
    if (!firstWrites.has(row.recordId)) firstWrites.set(row.recordId, row);
  }
  const compared = await compareWithBooks({ database }, { id, writes: [...firstWrites.values()] });
  expect(compared.disagreeing).toEqual([]);
  expect(compared.ends.written).toBe(receipt.written);
  expect(firstWrites.size).toBe(receipt.written);
  expect(ofUndo.length).toBeGreaterThan(0);
}

async function expectUndone({ hubspot }: DayScene, { edited }: Day): Promise<void> {
  const { writes } = await hubspot.books.read();
  const byPeople = new Map(
    writes
      .filter(({ by, action }) => by !== "integration" && action === "update")
      .map(({ recordId, after }) => [recordId, after]),
  );
  expect([...edited].filter((record) => !byPeople.has(record))).toEqual([]);
  const wrong: string[] = [];
  for (const record of await writtenTo(hubspot)) {
    const fields = (await hubspot.record({ object: "companies", id: record }))?.fields ?? {};
    for (const field of ["ai_industry", "ai_summary"]) {
      const persons = byPeople.get(record);
      const expected = persons && field in persons ? persons[field] || null : null;
      const found = fields[field] || null;
      if (found !== expected) wrong.push(`${record}: ${field} is ${found}, not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
}
