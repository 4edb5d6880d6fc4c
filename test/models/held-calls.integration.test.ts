import type { PaidTurn } from "@fieldwork/models";
import { AppError } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { ends, failureOf, openModelLayer } from "./open-model-layer.ts";

const looksOfOneAttempt = 2;

/** A hold that is placed once the first attempt has left. */
function heldFromSecondAttempt(): () => Promise<void> {
  let looks = 0;
  return async () => {
    looks += 1;
    if (looks > looksOfOneAttempt) throw new AppError("held", { code: "held", retryable: true });
  };
}

test("G6: a repair that is held is not sent, and the paid answer is kept for later", async () => {
  const { generate, openai, budget } = await openModelLayer();
  await openai.misbehave("prose");
  const turns: PaidTurn[] = [];
  const error = await failureOf(
    generate({ beforeSend: heldFromSecondAttempt(), onTurn: (turn) => void turns.push(turn) }),
  );
  expect(error.code).toBe("held");
  expect((await openai.books.read()).calls).toHaveLength(1);
  expect(ends(budget.calls)).toEqual([["first", "openai", "unreadable"]]);
  expect(turns).toMatchObject([{ provider: "openai", text: expect.stringMatching(/\w/) }]);
});

test("G6: a fallback that is held is not sent", async () => {
  const { generate, openai, local } = await openModelLayer();
  await openai.faults.add({ status: 500 });
  const route = ["openai/gpt-6-luna", "local/llama-4-scout"];
  await failureOf(generate({ route, beforeSend: heldFromSecondAttempt() }));
  expect((await openai.books.read()).calls).toHaveLength(1);
  expect((await local.books.read()).calls).toEqual([]);
});
