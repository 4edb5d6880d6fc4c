import { type Definitions, loadEnrichments, withRoute } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import {
  type CheckVerdict,
  configureProviders,
  type ModelLayer,
  modelSettings,
  ProviderError,
} from "@fieldwork/models";
import { AppError, loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, type Hold, listClosedLanes } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPreflight, preflight } from "./preflight.ts";

let testDatabase: TestStore;
let database: Database;
let definitions: Definitions;
let holds: Hold[] = [];

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const loaded = (await loadEnrichments()).slice(0, 1);
  definitions = fixedDefinitions(withRoute(loaded, ["openai/gpt-6-luna"]));
});

beforeEach(async () => {
  holds = [];
  await database.query("truncate lane, model_check");
});

afterAll(async () => {
  await testDatabase.drop();
});

function open(verdict: CheckVerdict, apiKey = "k") {
  let asked = 0;
  const models: ModelLayer = {
    generate: async () => expect.unreachable(),
    order: () => [],
    flush: async () => {},
    async check() {
      asked += 1;
      return verdict;
    },
  };
  const deps = {
    ...{ database, models, definitions, logger: testLogger() },
    holds: { find: async () => undefined, list: () => holds },
    providers: configureProviders(loadConfig(modelSettings, { OPENAI_API_KEY: apiKey })),
    config: { ATTEMPT_TIMEOUT_MS: 1000, PREFLIGHT: "on" as const },
  };
  return { deps, asked: () => asked };
}

const failure = (reason: "unknown-model" | "unreachable") =>
  new ProviderError("no such model", {
    ...{ provider: "openai", model: "gpt-6-luna", reason, outcome: "rejected" },
  });
const never = new AbortController().signal;

test("a service closes the lane of a model that refuses, with the reason, and stays up", async () => {
  const error = failure("unknown-model");
  const service = createPreflight(open({ kind: "refused", error }).deps);
  await service.start();
  await service.stop();
  expect(await listClosedLanes(database)).toMatchObject([
    {
      name: "openai/gpt-6-luna",
      needsCheck: true,
      reason: { code: "model-unknown-model", detail: { said: "no such model" } },
    },
  ]);
});

test("G6: a kill ends a check under way", async () => {
  const { deps } = open({ kind: "accepted" });
  const asked = Promise.withResolvers<void>();
  const error = new AppError("stopped", { code: "stopped", retryable: true });
  const check: ModelLayer["check"] = (_, signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve({ kind: "undetermined", error }));
      asked.resolve();
    });
  const service = createPreflight({ ...deps, models: { ...deps.models, check } });
  const started = service.start();
  await asked.promise;
  const told = { heldBy: "ana", why: null, since: new Date(0), spares: [], epoch: 1 };
  holds = [{ scope: "everything", target: "", action: "killed", ...told }];
  await started;
  await service.stop();
});

test("what was accepted is not asked again until the key changes", async () => {
  const accepted: CheckVerdict = { kind: "accepted" };
  const first = open(accepted);
  expect(await preflight(first.deps, never)).toEqual([]);
  const second = open(accepted);
  await preflight(second.deps, never);
  const otherKey = open(accepted, "another key");
  await preflight(otherKey.deps, never);
  expect([first.asked(), second.asked(), otherKey.asked()]).toEqual([1, 0, 1]);
});

test("what was refused is asked again at each start", async () => {
  const refused: CheckVerdict = { kind: "refused", error: failure("unknown-model") };
  expect(await preflight(open(refused).deps, never)).toMatchObject([
    { model: "openai/gpt-6-luna" },
  ]);
  const second = open({ kind: "accepted" });
  expect(await preflight(second.deps, never)).toEqual([]);
  expect(second.asked()).toBe(1);
});

test("a server that is down refuses nothing, and is asked again at the next start", async () => {
  const down: CheckVerdict = { kind: "undetermined", error: failure("unreachable") };
  expect(await preflight(open(down).deps, never)).toEqual([]);
  expect(await database.query("select 1 from model_check")).toEqual([]);
});
