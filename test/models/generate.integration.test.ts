import { describe, expect, test } from "vitest";
import { billOf, ends, failureOf, openModelLayer, question } from "./open-model-layer.ts";

const both = ["openai/gpt-6-luna", "local/llama-4-scout"];
const onlyLocal = ["local/llama-4-scout"];

describe("a logical call", () => {
  test("is answered by the first model, checked, and settled at what the vendor counted", async () => {
    const { generate, local, budget } = await openModelLayer();
    const result = await generate({ route: onlyLocal });
    expect(result.outputs).toMatchObject({
      industry: { value: "Information Technology" },
      summary: { value: expect.stringMatching(/^Acme AB builds .*offices\.$/) },
    });
    const bill = billOf((await local.usage())["llama-4-scout"]);
    expect(result).toMatchObject({ provider: "local", model: "llama-4-scout", costNanoUsd: bill });
    expect(budget.charged("total")).toBe(bill);
    const [call] = budget.calls;
    expect(call?.amountNanoUsd).toBeGreaterThan(bill);
  });

  test("is repaired once, with what was wrong in our words and nothing of the answer's", async () => {
    const { generate, openai, budget } = await openModelLayer();
    await openai.misbehave("wrong-enum");
    const problem = "industry: value is not one of the options";
    await openai.faults.add({ body: problem, vendor: "bare-usage" });
    const result = await generate();
    expect(result.outputs.industry?.value).toBe("Information Technology");
    const [, repair] = await openai.faults.list();
    expect(repair?.hit).toBe(1);
    expect(result.attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["first", "partly-rejected"],
      ["repair", "clean"],
    ]);
    const costs = result.attempts.map(({ costNanoUsd }) => costNanoUsd ?? 0n);
    expect(costs.every((cost) => cost > 0n)).toBe(true);
    expect(result.costNanoUsd).toBe(costs.reduce((sum, cost) => sum + cost));
    expect(budget.charged("total")).toBe(result.costNanoUsd);
  });

  test("keeps what passed, and leaves blank with its reason what a repair did not mend", async () => {
    const { generate, openai } = await openModelLayer();
    await openai.misbehave("wrong-enum", { times: 2 });
    const { outputs, attempts } = await generate({ route: both });
    expect(outputs.industry).toMatchObject({
      value: null,
      rejected: [expect.stringContaining("not one of the options")],
    });
    expect(outputs.summary?.value).toMatch(/^Acme AB/);
    expect(attempts).toHaveLength(2);
  });

  test("loses no value that either of its turns got right", async () => {
    const { generate, openai } = await openModelLayer();
    await openai.misbehave("wrong-enum");
    await openai.misbehave("overlong-text");
    const { outputs, attempts } = await generate();
    expect(outputs.industry?.value).toBe("Information Technology");
    expect(outputs.summary?.value).toMatch(/^Acme AB builds/);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["partly-rejected", "partly-rejected"]);
  });

  test.each([
    ["invented-evidence", "is not in any input field"],
    ["invented-address", "address that is not in any input"],
    ["overlong-text", "characters; at most"],
    ["wild-confidence", "confidence must be"],
  ] as const)("does not take %s", async (how, reason) => {
    const { generate, openai } = await openModelLayer();
    await openai.misbehave(how, { times: 2 });
    const { outputs } = await generate();
    expect(outputs.summary).toMatchObject({
      value: null,
      rejected: [expect.stringContaining(reason)],
    });
  });

  test("takes an abstention for an answer", async () => {
    const { generate, openai } = await openModelLayer();
    await openai.misbehave("abstain");
    const { outputs, attempts } = await generate();
    expect(outputs.industry).toMatchObject({ value: null });
    expect(outputs.industry).not.toHaveProperty("rejected");
    expect(attempts).toMatchObject([{ kind: "first", outcome: "clean" }]);
  });

  test.each([
    ["fenced-json", ["fence-dropped"]],
    ["wrapped-json", ["wrapper-opened"]],
    ["percent-confidence", ["confidence-rewritten"]],
    ["typeset-evidence", ["evidence-marks-dropped", "evidence-respelt"]],
  ] as const)("pays for no repair of %s, and names the fix", async (how, fixes) => {
    const { generate, openai } = await openModelLayer();
    const { outputs: asked } = await generate();
    await openai.misbehave(how);
    const { outputs, attempts } = await generate();
    expect(attempts).toMatchObject([{ kind: "first", outcome: "clean", fixes }]);
    expect(outputs).toEqual({
      industry: { ...asked.industry, fixes },
      summary: { ...asked.summary, fixes },
    });
  });
});

describe("a route", () => {
  test("goes on to its second model when the first is away, and charges what is not known", async () => {
    const { generate, openai, local, budget } = await openModelLayer();
    await openai.faults.add({ status: 500 });
    const result = await generate({ route: both });
    expect(result.provider).toBe("local");
    expect(ends(budget.calls)).toEqual([
      ["first", "openai", "model_unavailable"],
      ["fallback", "local", "clean"],
    ]);
    const bill = billOf((await local.usage())["llama-4-scout"]);
    expect(result.costNanoUsd).toBe((budget.calls[0]?.amountNanoUsd ?? 0n) + bill);
    expect(budget.charged("total")).toBe(result.costNanoUsd);
  });

  test("asks each model and its repair before an item counts as unanswerable, and counts it all", async () => {
    const { generate, openai, local, budget } = await openModelLayer();
    await openai.misbehave("prose", { times: 2 });
    await local.misbehave("empty", { times: 2 });
    const error = await failureOf(generate({ route: both }));
    expect(error).toMatchObject({ code: "model_output_invalid", retryable: false });
    expect(ends(budget.calls)).toEqual([
      ["first", "openai", "unreadable"],
      ["repair", "openai", "unreadable"],
      ["fallback", "local", "unreadable"],
      ["repair", "local", "unreadable"],
    ]);
    expect(budget.calls.every(({ settlement }) => (settlement?.costNanoUsd ?? 0n) > 0n)).toBe(true);
  });

  test.each([
    ["refusal", "model_refused"],
    ["content-filter", "model_refused"],
  ] as const)("takes a %s for final, does not repair it, and pays for it", async (how, code) => {
    const { generate, openai, local, budget } = await openModelLayer();
    await openai.misbehave(how);
    await local.misbehave(how);
    const error = await failureOf(generate({ route: both }));
    expect(error).toMatchObject({ code, retryable: false });
    expect(budget.calls.map(({ kind }) => kind)).toEqual(["first", "fallback"]);
    expect(budget.calls.every(({ settlement }) => (settlement?.costNanoUsd ?? 0n) > 0n)).toBe(true);
  });

  test("says when to come back while any of its models is only away", async () => {
    const { generate, openai, local } = await openModelLayer();
    await openai.misbehave("refusal");
    await local.faults.add({ status: 429, retryAfterS: 7 });
    expect(await failureOf(generate({ route: both }))).toMatchObject({
      code: "model_rate_limited",
      retryable: true,
      retryAfterMs: 7000,
      provider: "local",
    });
  });
});

describe("time and stopping", () => {
  test("an attempt ends at its timeout, and stays charged whole", async () => {
    const { generate, openai, budget } = await openModelLayer();
    const held = await openai.faults.hold();
    const from = performance.now();
    const error = await failureOf(generate({ attemptTimeoutMs: 150, deadlineMs: 18_000 }));
    expect(performance.now() - from).toBeLessThan(9000);
    expect(error).toMatchObject({ code: "model_timeout", retryable: true });
    expect(budget.charged("total")).toBe(budget.calls[0]?.amountNanoUsd);
    await held.release();
  });

  test("no attempt begins that could not end before the deadline", async () => {
    const { generate, openai, local } = await openModelLayer();
    const held = await openai.faults.hold();
    const times = { attemptTimeoutMs: 350, deadlineMs: 400 };
    const error = await failureOf(generate({ route: both, ...times }));
    expect(error.code).toBe("model_timeout");
    expect((await local.books.read()).calls).toEqual([]);
    await held.release();
  });

  test("an abort ends the call at once, on the wire too, and what was sent stays charged", async () => {
    const { generate, openai, local, budget } = await openModelLayer();
    const held = await openai.faults.hold();
    const stop = new AbortController();
    const times = { attemptTimeoutMs: 18_000, deadlineMs: 18_000 };
    const call = failureOf(generate({ route: both, ...times }, stop.signal));
    await held.arrived;
    const from = performance.now();
    stop.abort();
    expect(await call).toMatchObject({ code: "stopped" });
    expect(performance.now() - from).toBeLessThan(9000);
    expect(budget.charged("total")).toBe(budget.calls[0]?.amountNanoUsd);
    expect((await local.books.read()).calls).toEqual([]);
    await held.release();
  });

  test("nothing is reserved or sent once stopped", async () => {
    const { generate, openai, budget } = await openModelLayer();
    expect(await failureOf(generate({}, AbortSignal.abort()))).toMatchObject({ code: "stopped" });
    expect(budget.calls).toEqual([]);
    expect((await openai.books.read()).calls).toEqual([]);
  });
});

describe("money", () => {
  test("sends nothing that the budget does not hold", async () => {
    const { generate, local, budget } = await openModelLayer({ limitNanoUsd: 1000n });
    expect(await failureOf(generate({ route: onlyLocal }))).toMatchObject({
      code: "budget_exhausted",
      details: { scope: "total" },
    });
    expect((await local.books.read()).calls).toEqual([]);
    expect(budget.charged("total")).toBe(0n);
  });

  test("refuses a model without a price, and never takes it for free", async () => {
    const { generate, openai } = await openModelLayer();
    const error = await failureOf(generate({ route: ["openai/gpt-unheard-of"] }));
    expect(error.code).toBe("price_unknown");
    expect((await openai.books.read()).calls).toEqual([]);
  });

  test("sixteen callers who race for a budget never spend more than it, by the vendor's books", async () => {
    const limitNanoUsd = 1_500_000n;
    const { generate, local, budget } = await openModelLayer({ limitNanoUsd, latencyMs: 2 });
    await local.misbehave("prose", { probability: 0.3, seed: 7 });
    const caller = async (worker: number) => {
      let answered = 0;
      for (let turn = 0; turn < 12; turn += 1) {
        const call = generate({ ...question(`Firm ${worker}-${turn}`), route: onlyLocal });
        answered += await call.then(
          () => 1,
          () => 0,
        );
      }
      return answered;
    };
    const answered = await Promise.all(Array.from({ length: 16 }, (_, index) => caller(index)));
    const bill = billOf((await local.usage())["llama-4-scout"]);
    expect(bill).toBeLessThanOrEqual(limitNanoUsd);
    expect(budget.charged("total")).toBe(bill);
    expect(answered.reduce((sum, one) => sum + one)).toBeGreaterThan(0);
    const refused = 16 * 12 - budget.calls.filter(({ kind }) => kind === "first").length;
    expect(refused).toBeGreaterThan(0);
  });

  test.each([
    ["a reply without usage", { vendor: "no-usage" }],
    ["a page in place of a reply", { vendor: "html" }],
    ["an error in a reply of status 200", { vendor: "error-body" }],
    ["a reply cut short", { truncate: "body" as const }],
    ["a connection that broke after the call", { reset: "after" as const }],
  ])("keeps %s charged with its whole reservation", async (_, fault) => {
    const { generate, local, budget } = await openModelLayer();
    await local.faults.add(fault);
    await generate({ route: onlyLocal }).catch(() => {});
    const [first] = budget.calls;
    expect(first?.settlement?.costNanoUsd).toBeNull();
    expect(budget.charged("total")).toBe(first?.amountNanoUsd);
  });

  test.each([
    ["a limit", { status: 429 }],
    ["an exhausted quota", { status: 429, reason: "insufficient_quota" }],
    ["a refused key", { status: 401 }],
    ["a refused request", { status: 400 }],
  ])("charges nothing for %s", async (_, fault) => {
    const { generate, local, budget } = await openModelLayer();
    await local.faults.add(fault);
    await failureOf(generate({ route: onlyLocal }));
    expect(budget.charged("total")).toBe(0n);
  });

  test("charges nothing to a server that is not there, and closes its lane", async () => {
    const { generate, local, budget } = await openModelLayer();
    await local.stop();
    expect(await failureOf(generate({ route: onlyLocal }))).toMatchObject({
      code: "model_unavailable",
      reason: "unreachable",
      outcome: "not-sent",
    });
    expect(budget.charged("total")).toBe(0n);
  });
});

describe("what a vendor tells of usage", () => {
  test("G3: is charged by its total where reasoning is counted outside the output", async () => {
    const { generate, local, budget } = await openModelLayer();
    await local.misbehave("reasoning-outside");
    await generate({ route: onlyLocal });
    const bill = billOf((await local.usage())["llama-4-scout"]);
    expect(budget.charged("total")).toBe(bill);
  });

  test("G3: is charged at what the request can use, with an alarm, where it tells of more", async () => {
    const { generate, local, budget, logged } = await openModelLayer();
    await local.misbehave("wild-usage");
    const { attempts } = await generate({ route: onlyLocal });
    const [call] = budget.calls;
    const mostNanoUsd = call?.amountNanoUsd ?? 0n;
    // Of the reservation, 400 tokens of output are the cap of the question.
    const inputTokens = Number((mostNanoUsd - 400n * 400n) / 100n);
    const outputTokens = attempts[0]?.usage?.outputTokens ?? 0;
    expect(attempts[0]?.usage).toMatchObject({ inputTokens });
    expect(budget.charged("total")).toBe(BigInt(inputTokens) * 100n + BigInt(outputTokens) * 400n);
    expect(budget.charged("total")).toBeLessThan(mostNanoUsd);
    expect(logged()).toContainEqual(
      expect.objectContaining({
        level: "error",
        beyondBound: ["input"],
        told: expect.objectContaining({ inputTokens: 4_294_967_295 }),
        callId: call?.callId,
        msg: "the vendor reported more usage than the request can have; charging the most that it can cost",
      }),
    );
  });

  test("does not stop the lane by tokens that nobody used", async () => {
    const limits = { local: { inputTokensPerMinute: 100_000, outputTokensPerMinute: 100_000 } };
    const { generate, local } = await openModelLayer({ limits });
    await local.misbehave("wild-usage");
    await generate({ route: onlyLocal });
    await generate({ ...question("Beta AB"), route: onlyLocal });
    expect((await local.books.read()).calls).toHaveLength(2);
  });

  test("is charged as the dearer of the tier that was asked for and the one that was used", async () => {
    const { generate, openai, budget } = await openModelLayer();
    await openai.misbehave("dear-tier");
    await generate();
    const used = (await openai.usage())["gpt-6-luna"];
    // The priority tier of gpt-6-luna: 200 and 1,000 nano-USD a token.
    const bill = BigInt(used?.inputTokens ?? 0) * 200n + BigInt(used?.outputTokens ?? 0) * 1000n;
    expect(budget.charged("total")).toBe(bill);
    expect(budget.charged("total")).toBeLessThan(budget.calls[0]?.amountNanoUsd ?? 0n);
  });

  test("costs no more for a detail that is none", async () => {
    const { generate, local, budget } = await openModelLayer();
    await local.misbehave("broken-usage");
    await generate({ route: onlyLocal });
    expect(budget.charged("total")).toBe(billOf((await local.usage())["llama-4-scout"]));
  });
});

describe("admission", () => {
  test("never has more calls under way than the provider's concurrency", async () => {
    const limits = { local: { concurrency: 3 } };
    const { generate, local } = await openModelLayer({ limits, latencyMs: 20 });
    const calls = Array.from({ length: 12 }, () => generate({ route: onlyLocal }));
    await Promise.all(calls);
    expect((await local.usage())["llama-4-scout"]).toMatchObject({ calls: 12, peakConcurrency: 3 });
  });

  test("gives a call back when its turn would come later than it can wait, and charges nothing", async () => {
    const limits = { local: { requestsPerMinute: 3 } };
    const { generate, local, budget } = await openModelLayer({ limits });
    await generate({ route: onlyLocal });
    const charged = budget.charged("total");
    const from = performance.now();
    const error = await failureOf(generate({ route: onlyLocal, deadlineMs: 18_000 }));
    expect(performance.now() - from).toBeLessThan(9000);
    expect(error).toMatchObject({ code: "admission_refused", details: { provider: "local" } });
    expect(error.retryAfterMs).toBeGreaterThan(10_000);
    expect((await local.books.read()).calls).toHaveLength(1);
    expect(budget.charged("total")).toBe(charged);
  });

  test("a provider that asks for time is left alone by every caller of the process", async () => {
    const { generate, local } = await openModelLayer();
    await local.faults.add({ status: 429, retryAfterS: 30 });
    await failureOf(generate({ route: onlyLocal }));
    const errors = await Promise.all(
      [1, 2, 3].map(() => failureOf(generate({ route: onlyLocal }))),
    );
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill("admission_refused"));
    expect((await local.books.read()).calls).toHaveLength(1);
  });

  test("a stopped call gives its place back", async () => {
    const { generate, local } = await openModelLayer({ limits: { local: { concurrency: 1 } } });
    const held = await local.faults.hold();
    const stop = new AbortController();
    const stopped = failureOf(generate({ route: onlyLocal }, stop.signal));
    await held.arrived;
    stop.abort();
    expect(await stopped).toMatchObject({ code: "stopped" });
    await held.release();
    // Too short to wait until the place of a call that never gave it back expires.
    const next = generate({ route: onlyLocal, deadlineMs: 3000 });
    expect(await next).toMatchObject({ provider: "local", attempts: [{ outcome: "clean" }] });
  });
});
