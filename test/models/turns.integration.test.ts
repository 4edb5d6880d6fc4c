import type { PaidTurn } from "@fieldwork/models";
import { expect, test } from "vitest";
import { failureOf, openModelLayer } from "./open-model-layer.ts";

const both = ["openai/gpt-6-luna", "local/llama-4-scout"];

test("asks for a truncated answer once more with twice the room, and pays for both", async () => {
  const { generate, openai, budget } = await openModelLayer();
  await openai.misbehave("length");
  await openai.faults.add({ body: '"max_output_tokens":800', slowMs: 0, times: "always" });
  const { outputs } = await generate();
  expect(outputs.industry?.value).toBe("Information Technology");
  const [, raised] = await openai.faults.list();
  expect(raised?.hit).toBe(1);
  expect(budget.calls.every(({ settlement }) => (settlement?.costNanoUsd ?? 0n) > 0n)).toBe(true);
});

test("asks for no truncated answer a third time, but leaves it to the next model", async () => {
  const { generate, openai, local, budget } = await openModelLayer();
  await openai.misbehave("length", { times: 2 });
  await local.misbehave("length", { times: 2 });
  const error = await failureOf(generate({ route: both }));
  expect(error).toMatchObject({ code: "model_output_truncated", retryable: false });
  expect(budget.calls.map(({ provider }) => provider)).toEqual([
    ...["openai", "openai", "local", "local"],
  ]);
});

test("tells of each model that gave no answer, also where the next one did", async () => {
  const { generate, openai } = await openModelLayer();
  await openai.faults.add({ status: 500 });
  const failures: unknown[] = [];
  await generate({ route: both, onFailure: (failure) => failures.push(failure) });
  expect(failures).toMatchObject([{ reason: "broken", provider: "openai" }]);
});

test("keeps a paid answer whose repair meets an outage, and goes on from there", async () => {
  const { generate, openai, budget } = await openModelLayer();
  await openai.misbehave("prose");
  await openai.faults.add({ status: 503, body: "was not accepted" });
  const turns: PaidTurn[] = [];
  await failureOf(generate({ onTurn: (turn) => turns.push(turn) }));
  expect(turns).toMatchObject([{ provider: "openai", model: "gpt-6-luna" }]);
  await openai.faults.clear();
  const { outputs } = await generate({ turn: turns[0] });
  expect(outputs.industry?.value).toBe("Information Technology");
  expect(budget.calls.map(({ kind }) => kind)).toEqual(["first", "repair", "repair"]);
  const paid = (await openai.books.read()).calls.filter(({ note }) => note !== undefined);
  expect(paid).toHaveLength(2);
});
