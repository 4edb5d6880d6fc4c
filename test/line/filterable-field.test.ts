import { createReader, listRecordFilters, readRecords } from "@fieldwork/store/reading";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine } from "../support/test-line.ts";

const mapping = `
connections:
  hubspot:
    company:
      fields:
        city: { from: city, filterable: true }
`;

test("a field that a mapping marks as filterable is kept and filtered by, though no enrichment names it", async () => {
  const line = await createTestLine({ mapping });
  onTestFinished(() => line.stop());
  const named = line.enrichments.flatMap(({ inputs }) => inputs.map(({ field }) => field));
  expect(named).not.toContain("city");
  const [inOsaka = ""] = await line.hubspot.create("companies", [
    { name: "Acme", description: "Drills for oil", city: "Osaka", country: "Japan", phone: "1" },
    { name: "Bolt", description: "Drills for gas", city: "Kyoto", country: "Japan" },
  ]);
  await line.drained();
  const reader = createReader({
    connectionString: line.databaseUrl,
    max: 1,
    applicationName: "test",
  });
  onTestFinished(() => reader.stop());
  const filters = (await listRecordFilters(reader)).filter(({ source }) => source === "fields");
  expect(filters.map(({ object, name }) => `${object}.${name}`)).toEqual([
    "company.city",
    "company.country",
  ]);
  const field = { object: "company", source: "fields", name: "city", value: "Osaka" } as const;
  const { rows } = await readRecords(reader, { field });
  expect(rows.map(({ ref }) => ref.id)).toEqual([inOsaka]);
  expect(rows[0]?.fields).toMatchObject({ city: "Osaka", country: "Japan" });
  expect(rows[0]?.fields).not.toHaveProperty("phone");
});
