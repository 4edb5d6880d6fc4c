import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import { settingsOf } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { createModelLayer } from "../../generate.ts";
import type { GenerateRequest } from "../../model-layer.ts";
import {
  ask,
  entryName,
  never,
  type OpenedTrial,
  type OpenTrial,
  openAtVendor,
  openByEntry,
  providersIn,
  questionOf,
  trialFields,
  trialHeader,
  trialKey,
} from "./open-trial.ts";
import type { ProviderTrial, TrialVendor, TriedKind, VendorTrial } from "./provider-trial.ts";

const unknownModel = "no-model-of-this-name";

/** What holds of any kind of provider. */
export function describeAnyKind(trial: TriedKind, open: OpenTrial): void {
  const { kind } = trial;

  test("models-32: every listed model has a price, which is never 0", async () => {
    const { prices } = (await open()).providers;
    for (const { model, aliases, ended } of kind.prices?.models ?? []) {
      if (ended) continue;
      for (const name of [model, ...aliases]) {
        const price = prices.priceOf({ provider: kind.name, model: name }, new Date());
        const { inputPicoUsd, outputPicoUsd, cachedInputPicoUsd, cacheWritePicoUsd } = price;
        expect([inputPicoUsd > 0n, outputPicoUsd > 0n], name).toEqual([true, true]);
        expect(cachedInputPicoUsd <= inputPicoUsd && cacheWritePicoUsd >= 0n, name).toBe(true);
      }
    }
  });

  test("a check, and a call, cost no more than was reserved, and are settled", async () => {
    const { layer, budget } = layerOf(await open());
    expect(await layer.check(requestOf(trial), never)).toEqual({ kind: "accepted" });
    await layer.generate(requestOf(trial), never);
    for (const { amountNanoUsd, settlement } of budget.calls) {
      expect(settlement).toBeDefined();
      expect(settlement?.costNanoUsd ?? 0n).toBeLessThanOrEqual(amountNanoUsd);
    }
  });
}

/** What holds of a kind with a vendor behind it. */
export function describeKind<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const { kind } = trial;
  const { environment, failures } = vendorTrial;
  const ofVendor = environment({ apiKey: trialKey });

  test("without a key there is nobody to ask, and whoever names it in a route is told what to do", () => {
    const providers = providersIn(kind, environment({}));
    expect(providers.names).toEqual([]);
    expect(providersIn(kind, ofVendor).names).toEqual([kind.name]);
    for (const problem of providers.problems([`${kind.name}/${trial.model}`])) {
      expect(problem).toMatchObject({ what: /./, problem: /./, remedy: /./ });
    }
    expect(providers.problems([`${kind.name}/${trial.model}`])).not.toEqual([]);
  });

  test("its key is a secret setting, and in nothing that is shown", () => {
    const secrets = settingsOf(z.object(kind.settings)).filter(({ isSecret }) => isSecret);
    const keyNames = Object.keys(ofVendor).filter((name) => ofVendor[name] === trialKey);
    expect(secrets.map(({ name }) => name)).toEqual(expect.arrayContaining(keyNames));
    const { identity, problems } = providersIn(kind, ofVendor);
    const shown = [identity(kind.name), problems([`${kind.name}/${unknownModel}`])];
    expect(JSON.stringify(shown)).not.toContain(trialKey);
  });

  test("an entry of models.yaml asks by its own name, with what it adds", async () => {
    const { provider, relay, vendor } = await openByEntry(trial, vendorTrial);
    const reply = await ask(provider, questionOf(trial.model));
    expect(provider.name).toBe(entryName);
    expect(reply).toMatchObject({ finishReason: "stop", usage: await vendor.counted() });
    expect(relay.asked[0]?.headers["x-trial"]).toBe(trialHeader);
  });

  test("another key or another address makes other answers possible, and so another identity", () => {
    const identities = [
      ofVendor,
      environment({ apiKey: "another" }),
      environment({ apiKey: trialKey, url: "https://models.example.com" }),
    ].map((one) => providersIn(kind, one).identity(kind.name));
    expect(new Set(identities).size).toBe(3);
  });

  test("models-32: a model of no known price is never free at the vendor: it is told of at start", () => {
    const { prices, problems } = providersIn(kind, ofVendor);
    const ref = { provider: kind.name, model: unknownModel };
    expect(() => prices.priceOf(ref, new Date())).toThrow(
      expect.objectContaining({ reason: "unpriced", outcome: "not-sent" }),
    );
    expect(problems([`${kind.name}/${unknownModel}`])).toMatchObject([{ remedy: /./ }]);
    expect(problems([`${kind.name}/${trial.model}`])).toEqual([]);
  });

  test("a check tells a refusal, which a person has to mend, from what will pass", async () => {
    const refused = [failures["refused-key"], failures["unknown-model"], failures["not-permitted"]];
    const undetermined = [failures.busy, failures["rate-limited"], failures.broken];
    for (const [verdict, told] of [
      ...refused.flat().map((one) => ["refused", one] as const),
      ...undetermined.flat().map((one) => ["undetermined", one] as const),
    ]) {
      const opened = await openAtVendor(trial, vendorTrial);
      await told.tell(opened.vendor, opened.relay);
      const { layer } = layerOf(opened);
      expect((await layer.check(requestOf(trial), never)).kind, told.of).toBe(verdict);
    }
  });
}

/** What the calls of one request are charged, by the vendor's own books. */
export function describeInvoices<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const { finishes, oddAnswers } = vendorTrial;

  async function open() {
    const opened = await openAtVendor(trial, vendorTrial);
    const { layer, budget } = layerOf(opened);
    const { prices } = opened.providers;
    const price = prices.priceOf({ provider: trial.kind.name, model: trial.model }, new Date());
    /** Of a call in the standard tier that read nothing from a cache. */
    const billed = async () => {
      const { inputTokens, outputTokens } = await opened.vendor.counted();
      const { inputPicoUsd, outputPicoUsd } = price;
      const picoUsd = BigInt(inputTokens) * inputPicoUsd + BigInt(outputTokens) * outputPicoUsd;
      return (picoUsd + 999n) / 1000n;
    };
    return { ...opened, layer, budget, billed };
  }
  type Opened = Awaited<ReturnType<typeof open>>;
  const costs = ({ budget }: Opened) => budget.calls.map((one) => one.settlement?.costNanoUsd);

  test.each(["prose", "malformed"] as const)(
    "models-7: an answer of %s is repaired once, and charged with both its calls",
    async (how) => {
      const opened = await open();
      await oddAnswers[how](opened.vendor, opened.relay);
      const { attempts, costNanoUsd } = await opened.layer.generate(requestOf(trial), never);
      expect(attempts.map(({ kind }) => kind)).toEqual(["first", "repair"]);
      const [first = 0n, repair = 0n] = costs(opened).map((cost) => cost ?? 0n);
      expect(repair).toBe(await opened.billed());
      expect(first).toBeGreaterThan(0n);
      expect(costNanoUsd).toBe(first + repair);
      expect(opened.relay.asked).toHaveLength(2);
    },
  );

  test("models-6: JSON among prose is read without a repair", async () => {
    const opened = await open();
    await oddAnswers.fenced(opened.vendor, opened.relay);
    const { attempts, outputs } = await opened.layer.generate(requestOf(trial), never);
    expect(attempts.map(({ kind }) => kind)).toEqual(["first"]);
    expect(outputs.summary).toMatchObject({ value: expect.stringContaining("Nordic Wind 1") });
    expect(costs(opened)).toEqual([await opened.billed()]);
  });

  const refuses = [finishes.refusal, finishes["content-filter"]].find((tell) => tell !== "never");
  if (refuses !== undefined) {
    test("models-33: an answer that was refused is charged as it was billed", async () => {
      const opened = await open();
      await refuses(opened.vendor, opened.relay);
      await expect(opened.layer.generate(requestOf(trial), never)).rejects.toMatchObject({
        reason: "refused-content",
      });
      expect(costs(opened)).toEqual([await opened.billed()]);
    });
  }

  test.each([0.1, 0.6])(
    "models-33: a reply that was cut short at %d is charged with its whole reservation",
    async (share) => {
      const opened = await open();
      opened.relay.deliver({ kind: "cut", share });
      await expect(opened.layer.generate(requestOf(trial), never)).rejects.toThrow();
      const [reserved] = opened.budget.calls;
      expect(reserved?.settlement?.costNanoUsd).toBeNull();
      expect(opened.budget.charged("total")).toBe(reserved?.amountNanoUsd);
      expect(reserved?.amountNanoUsd).toBeGreaterThanOrEqual(await opened.billed());
    },
  );
}

/** What holds of what a vendor answers, whatever it promised. */
export function describeChecks<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  test("models-5: whatever a vendor promises of its answers, they are checked here: what no field holds is refused", async () => {
    const { layer } = layerOf(await openAtVendor(trial, vendorTrial));
    const request = { ...requestOf(trial), fields: { description: "Quite other words." } };
    const { outputs, attempts } = await layer.generate(request, never);
    expect(outputs.summary).toMatchObject({ value: null, rejected: [expect.any(String)] });
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["first", "all-rejected"],
      ["repair", "all-rejected"],
    ]);
  });
}

function layerOf({ providers, provider }: OpenedTrial) {
  const budget = createMemoryBudget([totalSpec(10n ** 15n)]);
  const layer = createModelLayer({
    providers: new Map([[provider.name, provider]]),
    ...{ prices: providers.prices, budget, logger: testLogger() },
    admission: createInProcessAdmission({ limits: providers.limits({}) }),
  });
  return { layer, budget };
}

function requestOf({ kind, model }: TriedKind): GenerateRequest {
  const { task, instructions, input, maxOutputTokens } = questionOf(model);
  return {
    ...{ callId: crypto.randomUUID(), workId: null, wantedBy: ["live"], purpose: "preflight" },
    ...{ task, instructions, input, maxOutputTokens, fields: trialFields },
    outputs: [
      { name: "summary", field: "ai_summary", label: "Summary", type: "text", maxChars: 300 },
    ],
    route: [{ provider: kind.name, model }],
    ...{ deadlineMs: 10_000, attemptTimeoutMs: 5000, firstTokenTimeoutMs: 5000 },
    ...{ connection: null, workClass: "live" },
    beforeSend: async () => undefined,
  };
}
