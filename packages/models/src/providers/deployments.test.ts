import { expect, test } from "vitest";
import type { ModelEvent, ModelProvider, ModelRequest } from "../model-provider.ts";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";
import { createDeployments } from "./deployments.ts";

const request: ModelRequest = {
  ...{ model: "m", task: "t", instructions: "", input: "", schema: {}, maxOutputTokens: 1 },
};
const { signal } = new AbortController();

/** Answers with its name, unless it was told to fail. */
function way(name: string, weight = 1) {
  const way = {
    failure: undefined as ProviderErrorReason | undefined,
    outcome: "rejected" as "rejected" | "unknown",
    asked: 0,
  };
  async function* send(): AsyncGenerator<ModelEvent> {
    way.asked += 1;
    const { failure, outcome } = way;
    if (failure) {
      throw new ProviderError(failure, { provider: "p", model: "m", reason: failure, outcome });
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
  const provider = createDeployments([way("a").provider, way("b").provider]);
  const answers = [await ask(provider), await ask(provider), await ask(provider)];
  expect(answers).toEqual(["a", "b", "a"]);
});

test("what one refuses goes to the next at once, and the refused one is passed over", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider]);
  a.way.failure = "quota";
  expect([await ask(provider), await ask(provider), await ask(provider)]).toEqual(["b", "b", "b"]);
  expect(a.way.asked).toBe(1);
});

test("when all refuse, that is the provider's refusal", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider]);
  a.way.failure = "quota";
  b.way.failure = "refused-key";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "refused-key" });
});

test("what may have cost money, or is the record's, is not sent again", async () => {
  const [a, b] = [way("a"), way("b")];
  const provider = createDeployments([a.provider, b.provider]);
  a.way.failure = "timed-out";
  a.way.outcome = "unknown";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "timed-out" });
  expect(b.way.asked).toBe(0);
  b.way.failure = "refused-content";
  await expect(ask(provider)).rejects.toMatchObject({ reason: "refused-content" });
});

test("money is bound by the heaviest of them", () => {
  const provider = createDeployments([way("a", 3).provider, way("b", 8).provider]);
  expect(provider.prepare(request)).toMatchObject({ inputTokensAtMost: 8, inputTokensLikely: 8 });
});
