import type { FieldValues } from "@fieldwork/contracts";
import {
  type CrmAdapter,
  checkAgainstField,
  type FieldDescription,
  type OutputField,
  sameValue,
} from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  customFieldsIn,
} from "@fieldwork/simulators";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

const never = new AbortController().signal;
const options = ["Shops", "Web", "Partners & <others>", "Fairs"];
const named = (name: string) => ({ field: `ai_${name}`, label: `AI ${name}` });
const outputs: OutputField[] = [
  { ...named("choice"), type: "choice", options },
  { ...named("choices"), type: "choices", options },
  { ...named("text"), type: "text", maxChars: 300 },
  { ...named("number"), type: "number", decimals: 3 },
  { ...named("integer"), type: "integer" },
  { ...named("boolean"), type: "boolean" },
  { ...named("date"), type: "date" },
  { ...named("url"), type: "url" },
];

interface OpenCrm {
  adapter: CrmAdapter;
  create(count: number): Promise<string[]>;
  /** What a person writes into the fields, as the vendor's own interface does. */
  edit(id: string, values: Readonly<Record<string, unknown>>): Promise<void>;
}

/** A portal in which our fields were created. */
async function openHubspot(): Promise<OpenCrm> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const adapter = createHubspotAdapter({
    ...{ connection: "acme", baseUrl: simulator.url, logger: testLogger() },
    accessToken: simulator.credentials.integration.accessToken,
    outputs: (object) => (object === "company" ? outputs : []),
  });
  onTestFinished(() => adapter.close());
  const created = await adapter.ensureOutputFields("company", outputs, never);
  expect(created).toEqual({ kind: "ready", created: outputs.map(({ field }) => field) });
  const empty = (count: number) => Array.from({ length: count }, () => ({ name: "Berg & Son" }));
  return {
    adapter,
    create: (count) => simulator.create("companies", empty(count)),
    edit: (id, values) => simulator.edit({ object: "companies", id }, { ...values }),
  };
}

/** An org to which the metadata that the adapter asks for was deployed. */
async function openSalesforce(): Promise<OpenCrm> {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const adapter = createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: simulator.url, logger: testLogger() },
    clientId: simulator.credentials.clientId,
    grant: { kind: "client-credentials", clientSecret: simulator.credentials.clientSecret },
    outputs: (object) => (object === "company" ? outputs : []),
  });
  onTestFinished(() => adapter.close());
  const missing = await adapter.ensureOutputFields("company", outputs, never);
  if (missing.kind !== "missing") return expect.unreachable();
  const files = adapter.deploymentOf?.([{ ...missing, object: "company", outputs }]).metadata ?? [];
  await simulator.deployFields(customFieldsIn(files));
  await adapter.describeFields("company", never);
  const empty = (count: number) => Array.from({ length: count }, () => ({ Name: "Berg & Son" }));
  return {
    adapter,
    create: (count) => simulator.create("Account", empty(count)),
    edit: (id, values) => simulator.edit({ object: "Account", id }, { ...values }),
  };
}

const digits = fc
  .tuple(fc.integer({ min: -(10 ** 12) + 1, max: 10 ** 12 - 1 }), fc.nat(999))
  .map(
    ([whole, fraction]) =>
      `${whole}.${String(fraction).padStart(3, "0")}`.replace(/\.?0+$/, "") || "0",
  );
const day = fc
  .date({ min: new Date("1700-01-01"), max: new Date("3999-12-31"), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));

/** A canonical value of each type. */
const values: Readonly<Record<OutputField["type"], fc.Arbitrary<string>>> = {
  choice: fc.constantFrom(...options),
  choices: fc
    .subarray(options, { minLength: 1 })
    .map((chosen) => options.filter((one) => chosen.includes(one)).join(";")),
  text: fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .map((text) => text.toWellFormed().replaceAll("\0", "").trim())
    .filter((text) => text !== ""),
  number: digits.map((text) => (text === "-0" ? "0" : text)),
  integer: fc.integer({ min: -(10 ** 14), max: 10 ** 14 }).map(String),
  boolean: fc.constantFrom("true", "false"),
  date: day,
  url: fc.webUrl().map((text) => new URL(text).href),
};
const record: fc.Arbitrary<FieldValues> = fc.record(
  Object.fromEntries(outputs.map(({ field, type }) => [field, values[type]])),
);

function expectFaithful(
  pairs: readonly { sent: string; now: string }[],
  description: FieldDescription,
): void {
  for (const { sent, now } of pairs) {
    const told = `${description.field}: ${sent} as ${now}`;
    expect(checkAgainstField(sent, description), told).toBeUndefined();
    expect(sameValue(now, sent, description), told).toBe(true);
    // Also for whoever has no description at hand.
    expect(sameValue(now, sent), told).toBe(true);
    const mistaken = pairs.filter(
      (other) => other.sent !== sent && sameValue(now, other.sent, description),
    );
    expect(mistaken, told).toEqual([]);
  }
}

describe.each([
  ["HubSpot", openHubspot],
  ["Salesforce", openSalesforce],
])("in %s", (_, open) => {
  test("a value of any type is read back as the same, and two that differ never are", async () => {
    const { adapter, create } = await open();
    const fields = await adapter.describeFields("company", never);
    const described = fields.filter(({ field }) => outputs.some((one) => one.field === field));
    const ids = await create(40);
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: ids.length, maxLength: ids.length }),
        async (written) => {
          const writes = ids.map((id, index) => ({ id, values: written[index] ?? {} }));
          const results = await adapter.writeFields("company", writes, never);
          expect(results.filter(({ kind }) => kind !== "written")).toEqual([]);
          const read = await adapter.readRecords("company", ids, never);
          const live = new Map(read.map(({ ref, outputs: now }) => [ref.id, now]));
          for (const description of described) {
            const { field } = description;
            const pairs = writes.map(({ id, values: sent }) => ({
              sent: sent[field] ?? "",
              now: live.get(id)?.[field] ?? "",
            }));
            expectFaithful(pairs, description);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test("a value of any type is cleared, and is blank then", async () => {
    const { adapter, create } = await open();
    const [id = ""] = await create(1);
    const [sent = {}] = fc.sample(record, 1);
    const blank = Object.fromEntries(outputs.map(({ field }) => [field, null]));
    await adapter.writeFields("company", [{ id, values: sent }], never);
    await adapter.writeFields("company", [{ id, values: blank }], never);
    const [read] = await adapter.readRecords("company", [id], never);
    expect(read?.outputs).toEqual(blank);
  });

  test("its fields are found ready once they are there, and the same fields fit no other type", async () => {
    const { adapter } = await open();
    const ready = await adapter.ensureOutputFields("company", outputs, never);
    expect(ready).toEqual({ kind: "ready", created: [] });
    const [text] = outputs.filter(({ type }) => type === "text");
    const others = outputs.filter(({ type }) => type !== "text" && type !== "url");
    for (const { field } of others) {
      const wrong = [{ ...text, field } as OutputField];
      await expect(adapter.ensureOutputFields("company", wrong, never)).rejects.toMatchObject({
        code: "config_invalid",
      });
    }
  });
});

test("what people write by hand in HubSpot is read in the canonical spelling", async () => {
  const { adapter, create, edit } = await openHubspot();
  const [id = ""] = await create(1);
  await edit(id, {
    ...{ ai_number: "5000.00", ai_integer: "0012", ai_boolean: "false" },
    ...{ ai_date: String(Date.UTC(2024, 1, 29)), ai_choices: "Fairs;Shops" },
  });
  const [read] = await adapter.readRecords("company", [id], never);
  expect(read?.outputs).toMatchObject({
    ...{ ai_number: "5000", ai_integer: "12", ai_boolean: "false" },
    ...{ ai_date: "2024-02-29", ai_choices: "Shops;Fairs" },
  });
});
