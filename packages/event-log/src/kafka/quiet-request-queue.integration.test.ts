import { createHook } from "node:async_hooks";
import { delay } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { openTestBackend } from "./open-test-backend.ts";

test("an idle connection keeps no timer going", async () => {
  const backend = await openTestBackend();
  const log = await backend.open();
  await log.check();
  let timers = 0;
  const counter = createHook({
    init: (_, type) => {
      if (type === "Timeout") timers += 1;
    },
  });
  counter.enable();
  await delay(1000);
  counter.disable();
  // Untamed, each of the two connections starts one a millisecond.
  expect(timers).toBeLessThan(50);
  await backend.close();
});
