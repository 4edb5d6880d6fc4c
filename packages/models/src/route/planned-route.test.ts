import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { createModelLayer } from "../generate.ts";
import type { GenerateRequest } from "../model-layer.ts";
import type { ModelProvider } from "../model-provider.ts";
import { createPrices } from "../prices/prices.ts";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";
import type { ModelAbout } from "./planned-route.ts";

const answer = { sells: { evidence: "It sells wind", value: true, confidence: 0.9 } };
const request: GenerateRequest = {
  ...{ callId: "c", workId: "1", task: "t", instructions: "", input: "" },
  fields: { description: "It sells wind." },
  outputs: [{ name: "sells", field: "ai_sells", label: "Sells", type: "boolean" }],
  ...{ route: ["a/m", "b/m", "c/m"], maxOutputTokens: 100 },
  ...{ deadlineMs: 60_000, attemptTimeoutMs: 30_000 },
  ...{ connection: "acme", workClass: "live", wantedBy: ["live"], purpose: "work" },
  beforeSend: async () => undefined,
};

/** Three vendors, of which some fail, and who was asked in turn. */
function open(
  failures: Partial<Record<string, ProviderErrorReason>>,
  about: Readonly<Record<string, ModelAbout>> = {},
) {
  const asked: string[] = [];
  const providerOf = (name: string): ModelProvider => ({
    ...{ name, free: false },
    prepare: () => ({
      ...{ inputTokensAtMost: 10, inputTokensLikely: 10 },
      async *send() {
        asked.push(name);
        const reason = failures[name];
        if (reason) {
          throw new ProviderError("no", {
            provider: name,
            model: "m",
            reason,
            outcome: "rejected",
          });
        }
        yield { kind: "text", text: JSON.stringify(answer) };
        yield { kind: "finish", finishReason: "stop", model: "m" };
      },
    }),
  });
  const passedOver: unknown[] = [];
  const budget = createMemoryBudget([]);
  const layer = createModelLayer({
    providers: new Map(["a", "b", "c"].map((name) => [name, providerOf(name)])),
    prices: createPrices({ freeProviders: ["a", "b", "c"] }),
    budget: {
      ...budget,
      reserve(reservation) {
        passedOver.push(reservation.sent?.passedOver);
        return budget.reserve(reservation);
      },
    },
    admission: createInProcessAdmission({ limits: {} }),
    aboutOf: ({ provider }) => about[provider] ?? {},
    logger: testLogger(),
  });
  const { signal } = new AbortController();
  return {
    asked,
    failures,
    /** As the call log gets it, of each attempt. */
    passedOver,
    generate: (of: Partial<GenerateRequest> = {}) => layer.generate({ ...request, ...of }, signal),
  };
}

test("models-21: a model that fails is asked after its equals from then on, and in the route's order without a preference", async () => {
  const { asked, generate } = open({ a: "broken" });
  const routing = { prefer: "fastest" } as const;
  await generate({ routing });
  expect(asked.splice(0)).toEqual(["a", "b"]);
  // The third is tried as well: nobody knows it.
  await generate({ routing });
  await generate({ routing });
  expect(asked.splice(0)).not.toContain("a");
  await generate();
  expect(asked).toEqual(["a", "b"]);
});

test("models-19: a fallback goes only where the data policy lets the record go", async () => {
  const inHouse = { region: "eu", dataClass: "no-training" };
  const { asked, failures, passedOver, generate } = open(
    { a: "broken" },
    { a: inHouse, b: { region: "eu", dataClass: "trains-on-data" }, c: inHouse },
  );
  const permits = { regions: ["eu"], dataClasses: ["no-training"] };
  expect(await generate({ permits })).toMatchObject({ provider: "c" });
  expect(asked.splice(0)).toEqual(["a", "c"]);
  const why = "b is trains-on-data, and privacy.dataClasses allows only no-training";
  expect(passedOver).toEqual([[{ model: "b/m", why }], []]);
  failures.c = "broken";
  await expect(generate({ permits })).rejects.toMatchObject({ code: "model_unavailable" });
  expect(asked).not.toContain("b");
});

test("models-19: where no model may be asked, nothing is sent, and the reasons are told", async () => {
  const { asked, generate } = open({}, { a: { dataClass: "trains-on-data" } });
  await expect(generate({ permits: { dataClasses: ["no-training"] } })).rejects.toMatchObject({
    code: "definition_invalid",
    message: expect.stringContaining(
      "a is trains-on-data, and privacy.dataClasses allows only no-training; b has no dataClass in models.yaml",
    ),
  });
  expect(asked).toEqual([]);
});

test("models-21: dearer models than the definition wants are asked once the others have failed", async () => {
  const about = { a: { costClass: "premium" }, b: { costClass: "economy" } } as const;
  const { asked, generate } = open({ b: "broken", c: "broken" }, about);
  await generate({ routing: { costClass: "economy" } });
  expect(asked).toEqual(["b", "c", "a"]);
});
