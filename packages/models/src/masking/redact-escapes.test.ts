import { expect, test } from "vitest";
import { createRedactor, redactBody } from "./redact-text.ts";

test("what is kept holds no personal value, though the answer's own JSON writes letters as escapes", () => {
  const redact = createRedactor({
    object: "contact",
    record: { firstName: "José", lastName: "García", email: "a@b.example" },
  });
  const content = '{"summary":{"value":"Jos\\u00e9 Garc\\u00eda wants pumps; a\\u0040b.example"}}';
  const kept = redactBody(JSON.stringify({ choices: [{ message: { content } }] }), redact);
  const answer = JSON.parse(JSON.parse(kept).choices[0].message.content);
  expect(answer.summary.value).not.toMatch(/José|García|a@b/);
});
