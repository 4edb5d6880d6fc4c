import { eventually } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { createTestHome, startLineProcess } from "../support/line-process.ts";
import { runReadmeDay } from "./readme-day.ts";

test("README's commands for an operator's day do what it says, on the demo", async () => {
  const home = await createTestHome();
  const line = startLineProcess(["--records", "400"], { FIELDWORK_HOME: home.dir });
  onTestFinished(async () => {
    line.child.kill("SIGINT");
    await line.ended;
    await home.remove();
  });
  await eventually(() => expect(line.output()).toContain("Watching"), { timeoutMs: 90_000 });
  const [, recordId = ""] = /objects\/companies\/(\d+)/.exec(line.output()) ?? [];
  expect(await runReadmeDay(home.dir, recordId)).toBe(22);
}, 150_000);
