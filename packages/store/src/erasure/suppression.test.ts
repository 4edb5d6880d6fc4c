import { testLogger } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import type { Db } from "../database.ts";
import { createSuppression } from "./suppression.ts";

const ref = { connection: "hubspot", object: "contact", id: "1" };

/** A store whose answers take so long. */
function open(takesMs: number) {
  let nowMs = 0;
  const database: Db = {
    async query<Row extends object>() {
      nowMs += takesMs;
      return [] as Row[];
    },
  };
  return createSuppression({ database, logger: testLogger(), nowMs: () => nowMs });
}

test("while nobody knows who was erased, nothing is let through", async () => {
  const late = open(1001).allowed([ref], (one) => ({ ref: one }));
  await expect(late).rejects.toMatchObject({ code: "backend_unavailable", retryable: true });
  expect(await open(900).allowed([ref], (one) => ({ ref: one }))).toEqual([ref]);
});
