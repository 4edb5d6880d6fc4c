import { describe, expect, test } from "vitest";
import { checkAnswer } from "./check-answer.ts";

describe("an address that stands in no input is not taken for a part of one that does", () => {
  test.each([
    ["https://acme.co", "acme.co", "Visit www.acme.com for more"],
    ["https://acme.com", "acme.com", "Visit www.myacme.com for more"],
    ["https://acme.com/abou", "acme.com/abou", "See https://acme.com/about"],
  ])("%s", (value, evidence, notes) => {
    const answer = JSON.stringify({ website: { value, confidence: 0.9, evidence } });
    const spec = { name: "website", type: "url" } as never;
    expect(checkAnswer(answer, [spec], { notes })).toMatchObject({ rejected: ["website"] });
  });
  test.each([
    ["https://acme.com", "acme.com", "Visit www.acme.com. Then call"],
    ["https://acme.com", "acme.com", "Mail joe@acme.com"],
    ["https://acme.com", "acme.com", "https://shop.acme.com/about?x=1"],
  ])("but %s in %s is", (value, evidence, notes) => {
    const answer = JSON.stringify({ website: { value, confidence: 0.9, evidence } });
    const spec = { name: "website", type: "url" } as never;
    expect(checkAnswer(answer, [spec], { notes })).toMatchObject({ rejected: [] });
  });
  test("of an e-mail address neither", () => {
    const answer = JSON.stringify({
      how: { value: "Write to ann@acme.com", confidence: 0.9, evidence: "ann@acme.com" },
    });
    const spec = { name: "how", type: "text", maxChars: 100 } as never;
    expect(checkAnswer(answer, [spec], { notes: "Contact joann@acme.com" })).toMatchObject({
      rejected: ["how"],
    });
  });
});

test.each(["acme.con", "192.0.2.7", "evil.corp/login"])(
  "a value of type url that stands in no input is refused, whatever it ends in: %s",
  (value) => {
    const answer = JSON.stringify({
      website: { value, confidence: 0.9, evidence: "Acme makes pumps" },
    });
    const spec = { name: "website", type: "url" } as never;
    const notes = "Acme makes pumps, see acme.com";
    expect(checkAnswer(answer, [spec], { notes })).toMatchObject({ rejected: ["website"] });
  },
);
