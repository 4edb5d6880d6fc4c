import { createMemoryBudget } from "@fieldwork/budget/testing";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import {
  createModelLayer,
  createPrices,
  type ModelEvent,
  type ModelProvider,
  ProviderError,
} from "@fieldwork/models";
import { createDeployments } from "@fieldwork/models/testing";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { claimLaneCheck, type Database, listClosedLanes } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createAccountHealth } from "./account-health.ts";
import { createLaneChecker } from "./lane-checker.ts";

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});
beforeEach(() => database.query("truncate lane"));
afterAll(() => store.drop());

const logger = testLogger();
const never = new AbortController().signal;

/** One key of a vendor, whoever asks by it. */
function createKey() {
  const key = {
    refuses: false,
    asked: 0,
    /** An answer waits for it. */
    gate: Promise.resolve(),
  };
  async function* send(): AsyncGenerator<ModelEvent> {
    key.asked += 1;
    const { refuses } = key;
    await key.gate;
    if (refuses) {
      const failed = { provider: "vendor", model: "m", outcome: "rejected" } as const;
      throw new ProviderError("wrong key", { ...failed, reason: "refused-key" });
    }
    yield { kind: "text", text: "{}" };
    yield { kind: "finish", finishReason: "stop", model: "m" };
  }
  const provider: ModelProvider = {
    ...{ name: "vendor", free: false },
    prepare: () => ({ inputTokensAtMost: 1, inputTokensLikely: 1, send }),
  };
  return { key, provider };
}

/** What one process has of a vendor with two keys. */
async function openProcess(keys: readonly [ModelProvider, ModelProvider]) {
  const accounts = createAccountHealth({ database, logger });
  const provider = createDeployments(keys, { logger, accounts });
  const models = createModelLayer({
    providers: new Map([["vendor", provider]]),
    prices: createPrices({ declared: [{ provider: "vendor", model: "*", free: true }] }),
    budget: createMemoryBudget([]),
    admission: createInProcessAdmission({ limits: {} }),
    logger,
  });
  const checker = createLaneChecker({
    ...{ database, models, logger, config: { ATTEMPT_TIMEOUT_MS: 5000 } },
    holds: { find: async () => undefined },
    definitions: fixedDefinitions((await loadEnrichments()).slice(0, 1)),
  });
  const request = { model: "m", task: "company-profile", instructions: "", input: "", schema: {} };
  return {
    checker,
    look: async () => accounts.see(await listClosedLanes(database)),
    async ask() {
      for await (const _event of provider.prepare({ ...request, maxOutputTokens: 1 }).send(never));
    },
  };
}

test("models-20: a key that one process finds refused is left alone by all, until exactly one check has passed", async () => {
  const [good, bad] = [createKey(), createKey()];
  const keys = [good.provider, bad.provider] as const;
  const [one, other] = [await openProcess(keys), await openProcess(keys)];
  bad.key.refuses = true;
  await one.ask();
  await one.ask();
  expect(bad.key.asked).toBe(1);
  await eventually(async () => {
    expect(await listClosedLanes(database)).toMatchObject([
      { name: "vendor#2", needsCheck: true, reason: { code: "model-refused-key" } },
    ]);
  });
  await other.look();
  for (let call = 0; call < 4; call += 1) await other.ask();
  expect(bad.key.asked).toBe(1);

  // Its rest is over: it is half-open, and nobody but the check asks it.
  await database.query("update lane set closed_until = now()");
  await Promise.all([one.look(), other.look()]);
  for (let call = 0; call < 2; call += 1) await Promise.all([one.ask(), other.ask()]);
  expect(bad.key.asked).toBe(1);
  const gate = Promise.withResolvers<void>();
  Object.assign(bad.key, { refuses: false, gate: gate.promise });
  for (const { checker } of [one, other]) {
    await checker.start();
    onTestFinished(() => checker.stop());
  }
  await eventually(() => expect(bad.key.asked).toBe(2));
  expect(await claimLaneCheck(database, { token: crypto.randomUUID(), leaseMs: 1000 })).toBe(
    undefined,
  );
  expect(await listClosedLanes(database)).toMatchObject([{ name: "vendor#2", isChecked: true }]);
  await Promise.all([one.ask(), other.ask()]);
  expect(bad.key.asked).toBe(2);

  gate.resolve();
  await eventually(async () => expect(await listClosedLanes(database)).toEqual([]));
  expect(bad.key.asked).toBe(2);
  await other.look();
  for (let call = 0; call < 2; call += 1) await other.ask();
  expect(bad.key.asked).toBe(3);
});

test("models-20: a check that is refused keeps the key closed, with the new reason", async () => {
  const [good, bad] = [createKey(), createKey()];
  const one = await openProcess([good.provider, bad.provider]);
  bad.key.refuses = true;
  await one.ask();
  await one.ask();
  await eventually(async () => expect(await listClosedLanes(database)).toHaveLength(1));
  await database.query("update lane set closed_until = now(), reason_code = 'model-quota'");
  await one.checker.start();
  onTestFinished(() => one.checker.stop());
  await eventually(async () => {
    const [closed] = await listClosedLanes(database);
    expect(closed).toMatchObject({ pauses: 2, reason: { code: "model-refused-key" } });
    expect(closed?.closedUntil.getTime()).toBeGreaterThan(Date.now() + 200_000);
  });
  expect(bad.key.asked).toBe(2);
});

test("models-20: of sixteen that want to check at once, one is given each closed provider, model and key", async () => {
  await database.query(
    `insert into lane (name, closed_until, needs_check, model, enrichment, reason_code)
     select name, now(), true, 'm', 'company-profile', 'model-busy'
     from unnest('{vendor,vendor/m,vendor#2}'::text[]) as name`,
  );
  const claim = () => claimLaneCheck(database, { token: crypto.randomUUID(), leaseMs: 5000 });
  const claimed = await Promise.all(Array.from({ length: 16 }, claim));
  const names = claimed.flatMap((check) => check?.name ?? []);
  expect(names.toSorted()).toEqual(["vendor", "vendor#2", "vendor/m"]);
});
