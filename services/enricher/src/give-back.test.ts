import { AppError } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import type { ClaimedAsk } from "@fieldwork/store";
import { expect, test } from "vitest";
import type { AskDeps } from "./ask-deps.ts";
import { giveBack } from "./give-back.ts";

/** The reason that is stored with work whose asking failed in this way. */
async function reasonAfter(details: Record<string, unknown>): Promise<unknown> {
  const released: { reason: unknown }[] = [];
  const deps = {
    ...{ config: { ASK_MAX_FAILURES: 3 }, logger: testLogger() },
    health: { failed: async () => undefined },
    definitions: { named: () => undefined },
    statements: { release: async (one: { reason: unknown }) => void released.push(one) },
  } as unknown as AskDeps;
  const error = new AppError("the budget total has no room", {
    ...{ code: "budget_exhausted", retryable: true, details },
    reasonDetail: { budget: "total" },
  });
  await giveBack(deps, { workId: "1", failures: 0 } as ClaimedAsk, error);
  return released[0]?.reason;
}

test("work that waits tells which models of its route were not asked for another reason, and nothing where there is none", async () => {
  const passedOver = [{ model: "openai/a", why: "it was closed then" }];
  const code = "budget-exhausted";
  expect(await reasonAfter({ passedOver })).toEqual({
    code,
    detail: { budget: "total", passedOver },
  });
  expect(await reasonAfter({})).toEqual({ code, detail: { budget: "total" } });
});
