import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { keepRecordFilters } from "@fieldwork/store/reading";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createFilterableFields } from "./filterable-fields.ts";

const country = { object: "company", source: "fields", name: "country" } as const;
const city = { object: "company", source: "fields", name: "city" } as const;
const industry = { object: "company", source: "outputs", name: "ai_industry" } as const;

test("the fields to filter by are known from the start and followed from then on", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  await keepRecordFilters(database, [country, industry]);
  const filterable = createFilterableFields({ database, logger: testLogger() });
  await filterable.start();
  onTestFinished(() => filterable.stop());
  expect(filterable.current()).toEqual(new Map([["company", ["country"]]]));
  await keepRecordFilters(database, [city]);
  await eventually(async () =>
    expect(filterable.current()).toEqual(new Map([["company", ["city"]]])),
  );
});
