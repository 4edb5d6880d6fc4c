import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "./app-error.ts";
import { failureText } from "./failure-text.ts";
import { createHealthServer } from "./health.ts";

test("what the machine refuses is told without the place in our code", async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const health = createHealthServer({ host: "127.0.0.1", port, checks: [] });
  const failure = await health.start().catch((error: unknown) => error);
  expect(failureText(failure)).toBe(`listen EADDRINUSE: address already in use 127.0.0.1:${port}`);
});

test("what we say on purpose is told without its code, and a bug of ours with its stack", () => {
  const said = new AppError("the file is missing", { code: "config_invalid", retryable: false });
  expect(failureText(said)).toBe("the file is missing");
  expect(failureText(new TypeError("no such thing"))).toMatch(/no such thing\n {4}at /);
});
