import { type CrmAdapter, CrmError, type DescribedField } from "@fieldwork/crm";
import { AppError } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { findDescription, listFilterFields } from "@fieldwork/store/backfills";
import { listConnectionTerms } from "@fieldwork/store/terms";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createDescribeFields } from "./describe-fields.ts";

test("what the CRM says of its fields, also which values it accepts no more, is kept with its age, object by object, and asked by one connector", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  await database.query(
    `insert into record_filter (object, source, name, index_name)
     values ('company', 'fields', 'stage', 'a'), ('company', 'fields', 'hidden', 'b'), ('company', 'fields', 'other', 'c')`,
  );
  let asked = 0;
  const described = (field: string, exists: boolean, options?: string[]): DescribedField => ({
    ...{
      field,
      vendorName: field,
      exists,
      writable: true,
      type: "choice",
      isFilterable: true,
      options,
    },
  });
  const adapter: Partial<CrmAdapter> = {
    ...{ connection: "hub", objects: ["gone", "company"], maxWriteBatch: 100 },
    ...{ writes: "fast", windows: [{ kind: "concurrency", limit: 9 }] },
    quota: () => ({ used: 5, limit: 10 }),
    async describeFields(object) {
      if (object === "gone") throw new AppError("no", { code: "config_invalid", retryable: false });
      asked += 1;
      const stage = { ...described("stage", true, ["lead"]), retiredOptions: ["suspect"] };
      return [stage, described("hidden", false)];
    },
    recordPage: async () => "https://crm.example/{id}",
  };
  const parts = [1, 2].map(() =>
    createDescribeFields({
      ...{ adapter: adapter as CrmAdapter, database, everyMs: 60_000, logger: testLogger() },
      objects: () => new Set(["company", "gone"]),
    }),
  );
  onTestFinished(() => Promise.all(parts.map((one) => one.stop())).then(() => undefined));
  await Promise.all(parts.map((one) => one.start()));
  const at = expect.any(Date);
  const fields = (connection: string) =>
    listFilterFields(database, { connection, object: "company" });
  await eventually(async () =>
    expect(await fields("hub")).toMatchObject([
      { name: "hidden", type: "choice", options: null, isShown: false, describedAt: at },
      { name: "other", type: null, options: null, isShown: true, describedAt: at },
      {
        name: "stage",
        type: "choice",
        options: ["lead", "suspect"],
        isShown: true,
        describedAt: at,
      },
    ]),
  );
  expect(await fields("sales")).toMatchObject(
    ["hidden", "other", "stage"].map((name) => ({ name, type: null, describedAt: null })),
  );
  const [stage] = await findDescription(database, { connection: "hub", object: "company" });
  expect(stage).toMatchObject({
    ...{ field: "stage", options: ["lead", "suspect"] },
    accepts: {
      vendorName: "stage",
      writable: true,
      options: ["lead"],
      retiredOptions: ["suspect"],
    },
  });
  expect(asked).toBe(1);
  expect(await listConnectionTerms(database)).toMatchObject([
    {
      ...{ connection: "hub", maxWriteBatch: 100, quotaUsed: 5, quotaLimit: 10 },
      ...{ writes: "fast", limits: [{ unit: "requests", per: "at-once", limit: 9 }] },
    },
  ]);
  const pages = () => database.query("select object, record_page from described_object order by 1");
  await eventually(async () =>
    expect(await pages()).toEqual([
      { object: "company", record_page: "https://crm.example/{id}" },
      { object: "gone", record_page: null },
    ]),
  );
});

test("crm-13: an object that the CRM hides fails only where it is enriched", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  const hidden = { reason: "not-permitted", outcome: "rejected" } as const;
  const adapter: Partial<CrmAdapter> = {
    ...{
      connection: "hub",
      objects: ["lead", "company"],
      maxWriteBatch: 100,
      windows: [],
      quota: () => ({}),
    },
    async describeFields(object) {
      if (object === "lead") throw new CrmError("HubSpot does not permit this", hidden);
      return [];
    },
    recordPage: async () => null,
  };
  const used = new Set(["company"]);
  const faults: unknown[] = [];
  const logger = testLogger();
  logger.warn = ((found: unknown) => void faults.push(found)) as typeof logger.warn;
  const part = createDescribeFields({
    ...{ adapter: adapter as CrmAdapter, database, everyMs: 1, logger, objects: () => used },
  });
  onTestFinished(() => part.stop());
  await part.start();
  const described = () => database.query("select object from described_object order by 1");
  await eventually(async () => expect(await described()).toHaveLength(2));
  expect(faults).toEqual([]);
  used.add("lead");
  await eventually(async () => expect(faults).not.toEqual([]));
});
