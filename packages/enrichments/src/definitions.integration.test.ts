import { eventually, testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Enrichment } from "./definition.ts";
import { createDefinitions } from "./definitions.ts";
import { loadEnrichments } from "./load-enrichments.ts";
import { outputsIn } from "./outputs.ts";
import { releaseEnrichments } from "./release.ts";
import { contentOf, enrichmentFrom } from "./versions.ts";

let testDatabase: TestStore;
let database: Database;
let enrichments: Enrichment[];

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  enrichments = await loadEnrichments();
});

beforeEach(() => database.query("truncate definition"));

afterAll(async () => {
  await testDatabase.drop();
});

const release = (released: readonly Enrichment[]) =>
  releaseEnrichments(database, { enrichments: released, by: "test" });

/** The same enrichments, the first of them with another prompt and another field. */
function edited(): Enrichment[] {
  return enrichments.map((one, index) => {
    if (index > 0) return one;
    const outputs = one.outputs.map((output) => ({ ...output, field: `${output.field}_2` }));
    return enrichmentFrom({ ...contentOf(one), prompt: "Judge anew.", outputs });
  });
}

async function follow(route?: readonly string[]) {
  const definitions = createDefinitions({ database, route, logger: testLogger() });
  await definitions.start();
  onTestFinished(() => definitions.stop());
  return definitions;
}

test("what is released is what the files say, each named by its hash", async () => {
  await release(enrichments);
  const definitions = await follow();
  expect(definitions.current()).toEqual(enrichments);
  const [first] = enrichments;
  expect(definitions.named(first?.name ?? "", first?.hash ?? "")).toEqual(first);
  expect(definitions.named(first?.name ?? "", null)).toEqual(first);
  expect(definitions.named(first?.name ?? "", "000000000000")).toBeUndefined();
});

test("a route of the settings is asked in place of that of each definition", async () => {
  await release(enrichments);
  const definitions = await follow(["openai/x"]);
  expect(new Set(definitions.current().flatMap(({ route }) => route))).toEqual(
    new Set(["openai/x"]),
  );
  expect(definitions.current().map(({ hash }) => hash)).toEqual(
    enrichments.map(({ hash }) => hash),
  );
});

test("another release takes the place of the first at once, which stays known by its hash", async () => {
  await release(enrichments);
  const definitions = await follow();
  const seen: (readonly Enrichment[])[] = [];
  definitions.onRelease(() => seen.push(definitions.current()));
  await release(edited());
  await eventually(() => expect(seen).toEqual([edited()]), { timeoutMs: 3000 });
  const [before] = enrichments;
  expect(definitions.named(before?.name ?? "", before?.hash ?? "")).toEqual(before);
});

test("what only work under way names is loaded for it, with its fields", async () => {
  await release(enrichments);
  await release(edited());
  const definitions = await follow();
  const outputs = outputsIn(definitions);
  const fields = () => outputs("company").map(({ field }) => field);
  expect(fields()).toEqual(["ai_industry_2", "ai_summary_2"]);
  const { name: enrichment = "", hash: definitionHash = "" } = enrichments[0] ?? {};
  await definitions.load([{ enrichment, definitionHash }]);
  expect(definitions.named(enrichment, definitionHash)).toEqual(enrichments[0]);
  expect(fields()).toEqual(["ai_industry_2", "ai_summary_2", "ai_industry", "ai_summary"]);
});

test("a definition that this version cannot read is left out, and the others are asked", async () => {
  await release(enrichments);
  await database.query("update definition set content = '{}' where name = 'company-profile'");
  const definitions = await follow();
  expect(definitions.current().map(({ name }) => name)).toEqual(["contact-role"]);
});

test("until something is released there is nothing to ask, and then it is found", async () => {
  const definitions = await follow();
  expect(definitions.current()).toEqual([]);
  await release(enrichments);
  await eventually(() => expect(definitions.current()).toEqual(enrichments), { timeoutMs: 3000 });
});
