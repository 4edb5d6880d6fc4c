import { AppError } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import type { Db } from "@fieldwork/store";
import { expect, test } from "vitest";
import { createCallLog } from "./call-log.ts";

test("a settlement that went along with a booking that failed is stored without waiting for another call", async () => {
  const settled: string[] = [];
  let isDown = true;
  const database = {
    async query(_: string, values: unknown[][]) {
      if (isDown)
        throw new AppError("connection lost", { code: "backend_unavailable", retryable: true });
      settled.push(...((values[0] ?? []) as string[]));
      return [];
    },
  } as unknown as Db;
  const logger = { warn: () => undefined } as never;
  const log = createCallLog({ database, gatherMs: 1, onEntered: () => undefined, logger });
  log.settle({ callId: "one", attempt: 1, costNanoUsd: 5n, usage: null, outcome: "answered" });
  const booking = log.book({
    ...{
      callId: "two",
      attempt: 1,
      workId: null,
      wantedBy: ["live"],
      purpose: "work",
      kind: "first",
    },
    ...{ provider: "p", model: "m", scopes: ["total"], amountNanoUsd: 10n },
  } as never);
  await expect(booking).rejects.toThrow();
  isDown = false;
  await eventually(() => expect(settled).toEqual(["one"]));
});
