import { fenceFields, type GenerateRequest, maskFields } from "@fieldwork/models";
import { expect, test } from "vitest";
import { failureOf, openModelLayer } from "./open-model-layer.ts";

const both = ["openai/gpt-6-luna", "local/llama-4-scout"];
const record = {
  firstName: "Ottoline",
  lastName: "Quill-Canary",
  description:
    "Ottoline Quill-Canary builds information technology for hospitals. Write to ottoline@canary.example or call +46 8 123 456 78.",
};

function masked(): Partial<GenerateRequest> {
  const rules = { object: "contact", record, masking: "patterns" } as const;
  const { fields, masks } = maskFields({ description: record.description }, rules);
  return { fields, masks, input: fenceFields(fields) };
}

test("models-41: what is masked never reaches a vendor, and stands in the answer and its evidence", async () => {
  const { generate, openai, local } = await openModelLayer();
  for (const [at, vendor] of [openai, local].entries()) {
    for (const value of ["Ottoline", "Quill", "ottoline@canary.example", "123 456 78"]) {
      await vendor.faults.add({ body: value, status: 400, times: 5 });
    }
    const { outputs } = await generate({ ...masked(), route: both.slice(at, at + 1) });
    expect(outputs.summary?.value).toContain("Ottoline Quill-Canary builds");
    expect(outputs.summary?.evidence).toContain("Ottoline Quill-Canary");
    expect(outputs.industry?.value).toBe("Information Technology");
    const hits = (await vendor.faults.list()).map(({ hit }) => hit);
    expect(hits).toEqual([0, 0, 0, 0]);
  }
});

test("models-42: the call log names the fields that left, where to and under which rule, and none of their values", async () => {
  const { generate, budget } = await openModelLayer({ regions: { openai: "eu" } });
  await generate({ ...masked(), policy: "patterns contact-role@0123456789ab" });
  expect(budget.calls.map(({ provider, sent }) => ({ provider, ...sent }))).toEqual([
    {
      ...{ provider: "openai", fields: ["description"], region: "eu" },
      ...{ policy: "patterns contact-role@0123456789ab", passedOver: [] },
    },
  ]);
});

test("models-41: a record goes to no vendor and no region that its definition leaves out", async () => {
  const { generate, openai, local, budget } = await openModelLayer({
    regions: { openai: "us", local: "eu" },
  });
  const inEurope = await generate({ route: both, permits: { regions: ["eu"] } });
  expect(inEurope.provider).toBe("local");
  const atLocal = await generate({ route: both, permits: { vendors: ["local"] } });
  expect(atLocal.provider).toBe("local");
  const nowhere = await failureOf(generate({ route: both, permits: { regions: ["se"] } }));
  expect(nowhere).toMatchObject({ code: "definition_invalid" });
  expect(nowhere.message).toContain("privacy.regions allows only se");
  expect(Object.keys(await openai.usage())).toEqual([]);
  expect(Object.keys(await local.usage())).toEqual(["llama-4-scout"]);
  expect(budget.calls).toHaveLength(2);
});
