import { costClasses } from "@fieldwork/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerModes } from "../answer-mode.ts";
import { costClassOf, planRoute, type RouteModel, type RouteNeeds } from "./plan-route.ts";

const model = (name: string, about: Partial<RouteModel> = {}): RouteModel => ({
  ...{ ref: { provider: "p", model: name }, mode: "schema", expectedMs: 0, costClass: "standard" },
  ...about,
});
const needs = (routing: RouteNeeds["routing"] = {}, tokens = 1000): RouteNeeds => ({
  routing,
  tokens,
});
const namesOf = (models: readonly RouteModel[], of = needs()) =>
  planRoute(models, of).route.map((ref) => ref.model);

test("models-21: without a preference, models are asked in the order of the route, however fast they are", () => {
  expect(namesOf([model("a", { expectedMs: 9000 }), model("b", { expectedMs: 1 })])).toEqual([
    ...["a", "b"],
  ]);
});

test("models-21: among equals, whichever has answered soonest lately is asked first, and one that nobody knows before all", () => {
  const models = [
    model("slow", { expectedMs: 4000 }),
    model("fast", { expectedMs: 300 }),
    model("new"),
  ];
  expect(namesOf(models, needs({ prefer: "fastest" }))).toEqual(["new", "fast", "slow"]);
});

test("models-21: the cheapest is asked first, of two at one price the faster, and what has no price last", () => {
  const models = [
    model("unknown", { picoUsd: undefined }),
    model("dear", { picoUsd: 9n }),
    model("slow", { picoUsd: 2n, expectedMs: 900 }),
    model("fast", { picoUsd: 2n, expectedMs: 100 }),
  ];
  const order = ["fast", "slow", "dear", "unknown"];
  expect(namesOf(models, needs({ prefer: "cheapest" }))).toEqual(order);
});

test("models-21: what charges more than the class that is wanted, or nobody knows what, comes last, the fastest of each first", () => {
  const models = [
    model("premium", { costClass: "premium", expectedMs: 1 }),
    model("unknown", { costClass: undefined, expectedMs: 2 }),
    model("slow", { costClass: "economy", expectedMs: 900 }),
    model("standard", { costClass: "standard", expectedMs: 100 }),
  ];
  const routing = { prefer: "fastest", costClass: "standard" } as const;
  expect(namesOf(models, needs(routing))).toEqual(["standard", "slow", "premium", "unknown"]);
  const listed = ["slow", "premium", "unknown", "standard"];
  expect(namesOf(models, needs({ costClass: "economy" }))).toEqual(listed);
});

test.each([
  ["its context is too small", { contextTokens: 900 }, "p/b holds 900 tokens, and at least 1000"],
  ["it takes no schema", { capabilities: [] }, "p/b cannot be asked in the mode schema"],
  [
    "it calls no tool",
    { capabilities: ["schema"], mode: "tool" },
    "p/b cannot be asked in the mode",
  ],
] satisfies [string, Partial<RouteModel>, string][])(
  "models-19: a model is passed over while another is able: %s",
  (_, about, why) => {
    const planned = planRoute([model("b", about), model("a")], needs());
    expect(planned.route.map((ref) => ref.model)).toEqual(["a"]);
    expect(planned.passedOver).toMatchObject([{ why: expect.stringContaining(why) }]);
    expect(namesOf([model("b", about)])).toEqual(["b"]);
  },
);

test("a model that is told the schema in words needs no capability", () => {
  expect(namesOf([model("a", { mode: "prompt", capabilities: [] }), model("b")])).toEqual([
    "a",
    "b",
  ]);
});

const anyModel = fc.record(
  {
    ref: fc.record({ provider: fc.constantFrom("p", "q"), model: fc.string() }),
    whyForbidden: fc.constantFrom(undefined, undefined, "privacy"),
    mode: fc.constantFrom(...answerModes),
    capabilities: fc.option(fc.subarray(["schema" as const, "tools" as const]), { nil: undefined }),
    contextTokens: fc.option(fc.integer({ min: 1, max: 4000 }), { nil: undefined }),
    costClass: fc.option(fc.constantFrom(...costClasses), { nil: undefined }),
    picoUsd: fc.option(fc.bigInt({ min: 0n, max: 5n }), { nil: undefined }),
    expectedMs: fc.nat({ max: 5 }),
  },
  { requiredKeys: ["ref", "mode", "expectedMs"] },
);
const anyNeeds = fc.record({
  routing: fc.record(
    {
      prefer: fc.constantFrom("order", "fastest", "cheapest"),
      costClass: fc.constantFrom(...costClasses),
    },
    { requiredKeys: [] },
  ),
  tokens: fc.integer({ min: 1, max: 4000 }),
});

test("models-19: whatever is known and wanted, nobody is asked whom the definition forbids, and nobody is left out who may and can answer", () => {
  fc.assert(
    fc.property(fc.array(anyModel, { maxLength: 6 }), anyNeeds, (models, of) => {
      const { route, passedOver } = planRoute(models, of);
      const mayBeAsked = (one: RouteModel) => one.whyForbidden === undefined;
      const asked = models.filter(({ ref }) => route.includes(ref));
      expect(asked.every(mayBeAsked)).toBe(true);
      expect(route.length + passedOver.length).toBe(models.length);
      expect(route.length > 0).toBe(models.some(mayBeAsked));
      const knowsNothing = (one: RouteModel) =>
        one.capabilities === undefined && one.contextTokens === undefined;
      for (const one of models.filter((each) => mayBeAsked(each) && knowsNothing(each))) {
        expect(route).toContain(one.ref);
      }
      if (of.routing.prefer === undefined && of.routing.costClass === undefined) {
        expect(route).toEqual(models.map(({ ref }) => ref).filter((ref) => route.includes(ref)));
      }
    }),
  );
});

test("the class of a model follows from what it charges for a million tokens of input and of output", () => {
  const priced = (inputUsd: number, outputUsd: number) => ({
    inputPicoUsd: BigInt(inputUsd * 1_000_000),
    outputPicoUsd: BigInt(outputUsd * 1_000_000),
    ...{ cachedInputPicoUsd: 0n, cacheWritePicoUsd: 0n },
  });
  const classes = [priced(0, 0), priced(0.5, 2.5), priced(3, 12), priced(5, 25)].map(costClassOf);
  expect(classes).toEqual(["economy", "economy", "standard", "premium"]);
});
