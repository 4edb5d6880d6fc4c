import { expect, test } from "vitest";
import { AppError } from "./app-error.ts";
import { createLogger, redactText } from "./logger.ts";

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ service: "test", level: "info", destination }));
  return lines.join("");
}

test("strikes secrets out by their names, at any of three levels", () => {
  const text = logged((logger) =>
    logger.info(
      { apiKey: "s1", config: { clientSecret: "s2", inner: { password: "s3" } } },
      "started",
    ),
  );
  for (const secret of ["s1", "s2", "s3"]) expect(text).not.toContain(`"${secret}"`);
  expect(text).toContain("started");
});

test("strikes secrets out of errors, of their causes and of their stacks", () => {
  const cause = new Error(
    "connect to postgresql://user:hunter2@host/db with Bearer abc.def.ghi failed",
  );
  const err = new AppError("key sk-live-1234567890 was refused", {
    code: "model_unavailable",
    retryable: true,
    cause,
  });
  const text = logged((logger) => logger.error({ err }, "failed"));
  for (const secret of ["hunter2", "abc.def.ghi", "1234567890"]) expect(text).not.toContain(secret);
  expect(text).toContain("model_unavailable");
});

test("shows of a foreign error only its message, code and cause", () => {
  const err = Object.assign(new Error("no"), {
    code: "E1",
    config: { headers: { cookie: "secret-cookie" } },
  });
  expect(logged((logger) => logger.error({ err }, "failed"))).not.toContain("secret-cookie");
});

test("strikes secrets out of a text in no time, however many addresses it is full of", () => {
  const text = '{"url":"https://acme.example","n":1},'.repeat(15_000);
  const beganAtMs = performance.now();
  expect(redactText(text).length).toBe(text.length);
  expect(performance.now() - beganAtMs).toBeLessThan(5000);
});
