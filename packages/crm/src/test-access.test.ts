import { expect, test } from "vitest";
import type { CrmAdapter, DescribedField } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";
import { testAccess } from "./test-access.ts";

const field = (name: string, how: Partial<DescribedField> = {}): DescribedField => ({
  ...{ field: name, vendorName: `v_${name}`, exists: true, writable: true },
  ...{ type: "text", isFilterable: false, ...how },
});

async function* pages(count: number) {
  yield { changes: Array.from({ length: count }), cursor: {} } as never;
}

function find(how: { fields?: DescribedField[]; records?: number; error?: Error }) {
  const adapter: Pick<CrmAdapter, "describeFields" | "readChanges"> = {
    async describeFields() {
      if (how.error) throw how.error;
      return how.fields ?? [];
    },
    readChanges: () => pages(how.records ?? 1),
  };
  const asked = {
    ...({ object: "company", outputs: [{ field: "a" }, { field: "b" }] } as const),
    inputs: new Set(["name", "recentNotes"]),
  };
  return testAccess(adapter, asked, new AbortController().signal);
}

test("each scope is told on its own: fields that are shown, records, outputs that can be written", async () => {
  expect(await find({ fields: [field("name"), field("a"), field("b")] })).toMatchObject([
    { scope: "fields", state: "fine", told: "3 of 3 fields that we use are shown" },
    { scope: "records", state: "fine" },
    { scope: "outputs", state: "fine", told: "2 of 2 output fields can be written" },
  ]);
  const fields = [field("a", { exists: false }), field("b", { writable: false })];
  expect(await find({ fields, records: 0 })).toMatchObject([
    { scope: "fields", state: "fine" },
    { scope: "records", state: "odd", remedy: expect.stringContaining("may see any company") },
    { scope: "outputs", state: "wrong", remedy: expect.stringMatching(/edit v_b$/) },
  ]);
});

test("a scope that is refused keeps the others from nothing", async () => {
  const error = new CrmError("needs the scope crm.schemas.companies.read", {
    ...{ reason: "not-permitted", outcome: "rejected" },
  });
  expect(await find({ error })).toMatchObject([
    { scope: "fields", state: "wrong", told: expect.stringContaining("crm.schemas") },
    { scope: "records", state: "fine" },
    { scope: "outputs", state: "wrong" },
  ]);
});

test("crm-13: a field that is hidden from us, and an enrichment reads, is told by its name; one that none reads is not", async () => {
  const shown = [field("name"), field("a"), field("b")];
  const hidden = ["recentNotes", "phone"].map((name) => field(name, { exists: false }));
  expect(await find({ fields: [...shown, ...hidden] })).toMatchObject([
    {
      ...{ scope: "fields", state: "odd" },
      told: "3 of 5 fields that we use are shown; questions lack v_recentNotes",
      remedy: expect.stringContaining("the right to read v_recentNotes"),
    },
    { scope: "records", state: "fine" },
    { scope: "outputs", state: "fine" },
  ]);
});

test("crm-13: of a field that is read from several things, those that are hidden are told by their names", async () => {
  const notes = field("recentNotes", { hiddenParts: ["Note"] });
  const fields = [field("name"), field("a"), field("b"), notes];
  expect((await find({ fields }))[0]).toMatchObject({
    ...{ scope: "fields", state: "odd" },
    told: "4 of 4 fields that we use are shown; questions lack Note",
  });
});
