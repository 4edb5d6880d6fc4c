import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { answerSchema } from "../answer-schema.ts";
import { collectReply } from "../collect-reply.ts";
import { ProviderError, type ProviderErrorReason } from "../provider-error.ts";
import {
  type AccountRefusal,
  type AccountRests,
  accountName,
  accountRest,
  parseAccountName,
} from "./account-rests.ts";
import { anthropicKind } from "./anthropic/kind.ts";
import { geminiKind } from "./gemini/kind.ts";
import { mistralKind } from "./mistral/kind.ts";
import { openaiKind } from "./openai/kind.ts";
import type { EntryForm } from "./provider-kind.ts";

const output = { name: "summary", field: "ai_summary", label: "S", type: "text" } as const;
const request = {
  ...{ model: "m", task: "t", instructions: "Say it.", input: "x", maxOutputTokens: 100 },
  schema: answerSchema([{ ...output, maxChars: 300 }], { longestInputChars: 100 }),
};
// Nobody listens there.
const away = "http://127.0.0.1:9/v1";
const entries: [string, EntryForm | undefined][] = [
  ["openai", openaiKind.entry as EntryForm | undefined],
  ["anthropic", anthropicKind.entry],
  ["gemini", geminiKind.entry],
  ["mistral", mistralKind.entry],
];

test.each(entries)(
  "models-20: the keys of an entry of %s rest where all processes see it",
  async (_, entry) => {
    const refused: AccountRefusal[] = [];
    const accounts: AccountRests = {
      restMs: () => 0,
      rest: (refusal) => void refused.push(refusal),
      answered: () => undefined,
    };
    const deployments = ["k1", "k2"].map((apiKey) => ({ baseUrl: away, apiKey }));
    const provider = entry
      ?.configure({ name: "house", deployments, extraHeaders: {} })
      .create({ tasks: new Map(), accounts, logger: testLogger() });
    if (!provider) throw new Error("it takes no entry");
    onTestFinished(() => provider.close?.());
    const call = collectReply(provider.prepare(request).send(new AbortController().signal));
    await expect(call).rejects.toMatchObject({ reason: "unreachable" });
    expect(refused.map(({ account }) => accountName(account))).toEqual(["house#1", "house#2"]);
    expect(refused[0]).toMatchObject({ model: "m", task: "t" });
  },
);

test("the name of a key says whose it is and which, and no model or provider has such a name", () => {
  const account = { provider: "openai", place: 12 };
  expect(parseAccountName(accountName(account))).toEqual(account);
  for (const name of ["openai", "openai/gpt#2", "openai#0"]) {
    expect(parseAccountName(name)).toBeUndefined();
  }
});

test.each<[ProviderErrorReason, boolean]>([
  ["refused-key", true],
  ["quota", true],
  ["broken", true],
  ["timed-out", true],
  // It says itself until when.
  ["rate-limited", false],
])("models-20: a key that is %s needs a check: %s", (reason, needsCheck) => {
  const failed = { provider: "p", model: "m", outcome: "rejected" } as const;
  expect(accountRest(new ProviderError("no", { ...failed, reason }))).toMatchObject({ needsCheck });
});
