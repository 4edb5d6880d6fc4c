import { describe, expect, test } from "vitest";
import { createRedactor, redactBody } from "./redact-text.ts";

const record = {
  firstName: "José",
  lastName: "O'Neill",
  email: "jose@acme.example",
  phone: "0401234567",
};
const redact = createRedactor({ object: "contact", record });
const personal = [
  "José",
  "Neill",
  "jose@acme.example",
  "0401234567",
  "040 123 45 67",
  "DE89370400440532013000",
];

function expectNone(text: string): void {
  const decoded = text.replace(/\\+u([\da-f]{4})/gi, (_, code) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  for (const value of personal) expect(decoded).not.toContain(value);
}

const said =
  "Write to\nJosé O'Neill <jose@acme.example>,\ttel. 040 123 45 67. IBAN DE89370400440532013000";

describe("what is kept to be looked at holds no personal value", () => {
  test("as text, and keeps what is none", () => {
    expect(redact(said)).toBe("Write to\n<PERSON> <<EMAIL>>,\ttel. <PHONE>. IBAN <IBAN>");
    expect(redact("Founded in 1990, 3,309 people.")).toBe("Founded in 1990, 3,309 people.");
  });

  test("within JSON, also within JSON that is a text of it", () => {
    const inner = JSON.stringify({ description: said });
    const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: inner }] });
    const redacted = redactBody(body, redact);
    expectNone(redacted);
    expect(JSON.parse(redacted)).toMatchObject({ model: "m", messages: [{ role: "user" }] });
  });

  test("with letters written as escapes", () => {
    const body = JSON.stringify({ text: said }).replace(/[^\x20-\x7e]/g, (one) => {
      return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
    expect(body).toContain("Jos\\u00e9");
    expectNone(redactBody(body, redact));
  });

  test.each([1, 3, 7, 1000])("in the events of a stream, in pieces of %i characters", (chars) => {
    const pieces = said.match(new RegExp(`[^]{1,${chars}}`, "g")) ?? [];
    const events = pieces.map((text, index) => {
      return `event: delta\ndata: ${JSON.stringify({ index, delta: { text } })}\n`;
    });
    const redacted = redactBody(events.join("\n"), redact);
    expectNone(redacted);
    expectNone(redacted.replace(/[^\p{L}@.\d]/gu, ""));
    expect(redacted).toContain("<PERSON>");
  });

  test("and a stream without any stays as it came", () => {
    const stream =
      'event: delta\ndata: {"delta":{"text":"It makes "}}\n\ndata: {"delta":{"text":"pumps."}}\n\n';
    expect(redactBody(stream, redact)).toBe(stream);
    expect(redactBody("<html>José</html>", redact)).toBe("<html><PERSON></html>");
  });
});

test("what is kept to be looked at holds no secret that is known by its form", () => {
  const body = JSON.stringify({ error: { message: "Incorrect API key: sk-proj-1234567890ab" } });
  expect(redactBody(body, redact)).toBe('{"error":{"message":"Incorrect API key: sk-[secret]"}}');
});
