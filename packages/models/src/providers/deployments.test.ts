import { createLogger } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import type { ModelEvent, ModelProvider, ModelRequest } from "../model-provider.ts";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";
import { createAccountRests } from "./account-rests.ts";
import { createDeployments } from "./deployments.ts";

const request: ModelRequest = {
  ...{ model: "m", task: "t", instructions: "", input: "", schema: {}, maxOutputTokens: 1 },
};
const { signal } = new AbortController();
const logger = testLogger();

/** Answers with its name, unless it was told to fail. */
function way(name: string, weight = 1) {
  const way = {
    failure: undefined as ProviderErrorReason | undefined,
    outcome: "rejected" as "rejected" | "unknown",
    waitMs: undefined as number | undefined,
    asked: 0,
  };
  async function* send(): AsyncGenerator<ModelEvent> {
    way.asked += 1;
    const { failure: reason, outcome, waitMs } = way;
    if (reason) {
      throw new ProviderError(reason, { provider: "p", model: "m", reason, outcome, waitMs });
    }
    yield { kind: "text", text: name };
  }
  const provider: ModelProvider = {
    ...{ name: "p", free: false },
    prepare: () => ({ inputTokensAtMost: weight, inputTokensLikely: weight, send }),
  };
  return { way, provider };
}

async function ask(provider: ModelProvider): Promise<string> {
  const texts: string[] = [];
  for await (const event of provider.prepare(request).send(signal)) {
    if (event.kind === "text") texts.push(event.text);
  }
  return texts.join();
}

test("several keys of one model take turns", async () => {
  const provider = createDeployments([way("a").provider, way("b").provider], { logger });
  const answers = [await ask(provider), await ask(provider), await ask(provider)];
  expect(answers).toEqual(["a", "b", "a"]);
});

test("several keys take turns by their weights, spread evenly", async () => {
  const ways = [way("a").provider, way("b").provider, way("c").provider] as const;
  const provider = createDeployments(ways, { logger, weights: [3, undefined, 2] });
  const answers: string[] = [];
  for (let count = 0; count < 12; count += 1) answers.push(await ask(provider));
  expect(answers.join("")).toBe("acabca".repeat(2));
});

test("what one refuses goes to the next at once, and the refused one is passed over", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger });
  a.way.failure = "quota";
  expect([await ask(provider), await ask(provider), await ask(provider)]).toEqual(["b", "b", "b"]);
  expect(a.way.asked).toBe(1);
});

test("when all refuse, that is the provider's refusal", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger });
  a.way.failure = "quota";
  b.way.failure = "refused-key";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "refused-key" });
});

test("what may have cost money, or is the record's, is not sent again", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger });
  a.way.failure = "timed-out";
  a.way.outcome = "unknown";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "timed-out" });
  expect(b.way.asked).toBe(0);
  b.way.failure = "refused-content";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "refused-content" });
});

test("money is bound by the heaviest of them", () => {
  const provider = createDeployments([way("a", 3).provider, way("b", 8).provider], { logger });
  expect(provider.prepare(request)).toMatchObject({ inputTokensAtMost: 8, inputTokensLikely: 8 });
});

test("a deployment that refuses is logged once for each rest, by its place", async () => {
  const lines: string[] = [];
  const told = createLogger({
    ...{ service: "test", level: "info" },
    destination: { write: (line) => void lines.push(line) },
  });
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger: told });
  b.way.failure = "refused-key";
  for (let call = 0; call < 6; call += 1) expect(await ask(provider)).toBe("a");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", msg: "a deployment refuses and rests", provider: "p", deployment: 2 },
  ]);
  expect(b.way.asked).toBe(1);
  a.way.failure = "busy";
  a.way.waitMs = 0;
  await ask(provider).catch(() => undefined);
  await ask(provider).catch(() => undefined);
  expect(lines.map((line) => JSON.parse(line).deployment)).toEqual([2, 1, 1]);
});

test("each can be asked by itself, and rests where it refuses", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger });
  const [first, second] = provider.ways ?? [];
  if (!first || !second) throw new Error("there are no ways");
  b.way.failure = "refused-key";
  expect(await ask(first)).toBe("a");
  await expect(ask(second)).rejects.toMatchObject({ reason: "refused-key" });
  expect([await ask(provider), await ask(provider)]).toEqual(["a", "a"]);
  expect(b.way.asked).toBe(1);
});

test("models-20: a key that rests is not asked while others answer, even if those refuse as well", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger });
  b.way.failure = "refused-key";
  expect([await ask(provider), await ask(provider)]).toEqual(["a", "a"]);
  a.way.failure = "quota";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "quota" });
  expect(b.way.asked).toBe(1);
});

test("models-20: once all keys rest, the one whose rest ends first is asked, and one that answers is open again", async () => {
  let nowMs = 0;
  const accounts = createAccountRests(() => nowMs);
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider], { logger, accounts });
  a.way.failure = "busy";
  a.way.waitMs = 9000;
  b.way.failure = "busy";
  b.way.waitMs = 1000;
  await expect(ask(provider)).rejects.toMatchObject({ reason: "busy" });
  a.way.failure = undefined;
  b.way.failure = undefined;
  expect(await ask(provider)).toBe("b");
  expect(await ask(provider)).toBe("b");
  nowMs = 9000;
  expect([await ask(provider), await ask(provider)].toSorted()).toEqual(["a", "b"]);
});
