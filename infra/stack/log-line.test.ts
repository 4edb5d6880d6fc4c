import { expect, test } from "vitest";
import { readableLine } from "./log-line.ts";

test("a log line is told with its time, level, sentence and fields", () => {
  const line =
    '{"level":"warn","time":"2026-01-02T03:04:05.678Z","service":"planner","lane":"openai","count":3,"err":{"message":"[x] no"},"msg":"lane closed"}';
  expect(readableLine(line)).toBe("03:04:05.678 WARN  lane closed lane=openai count=3 err=[x] no");
});

test.each(["plain words", '{"no":"log line"}', "{broken", ""])("%j is left as it is", (line) => {
  expect(readableLine(line)).toBe(line);
});
