import { storableText } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CreateFixture, companies, never, open } from "./contract-steps.ts";

export function describeReading(create: CreateFixture): void {
  test("reads records as they are now, in canonical terms", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", [
      { name: "Berg & Son", domain: "berg.se", city: null, employees: "120" },
    ]);
    const [record] = await crm.connect().readRecords("company", [id], never);
    expect(record).toMatchObject({
      ref: { object: "company", id },
      version: { vendorAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
      fields: { name: "Berg & Son", domain: "berg.se", city: null, employees: "120" },
      outputs: { ai_industry: null, ai_summary: null },
    });
  });

  test("leaves out what is gone or never was, and reads an id once that is given twice", async () => {
    const crm = await open(create);
    const [kept = "", gone = ""] = await crm.create("company", [{ name: "A" }, { name: "B" }]);
    await crm.remove("company", gone);
    const ids = [kept, gone, kept, "no-such-id"];
    const records = await crm.connect().readRecords("company", ids, never);
    expect(records.map(({ ref }) => ref.id)).toEqual([kept]);
    expect(await crm.connect().readRecords("company", [], never)).toEqual([]);
  });

  test("reads more records than one call takes", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(230));
    const records = await crm.connect().readRecords("company", ids, never);
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
  });

  test("text keeps its line ends, letters of any script, and words that look like nothing", async () => {
    const crm = await open(create);
    const description = "Åkeri\r\nsince 1950 👩‍💻 'quoted' \\ null";
    const [id = ""] = await crm.create("company", [{ name: "#N/A", description }]);
    const [record] = await crm.connect().readRecords("company", [id], never);
    expect(record?.fields).toMatchObject({ name: "#N/A", description });
  });

  test("text of every kind of trouble is read as it stands, but for what no store holds", async () => {
    const crm = await open(create);
    const texts = fc.sample(oddText({ maxPieces: 30 }), 60);
    const ids = await crm.create(
      "company",
      texts.map((description) => ({ name: "Berg & Son", description })),
    );
    const records = await crm.connect().readRecords("company", ids, never);
    const kept = new Map(records.map(({ ref, fields }) => [ref.id, fields.description]));
    expect(ids.map((id) => kept.get(id))).toEqual(texts.map((text) => storableText(text) || null));
  });
}
