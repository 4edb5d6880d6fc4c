import type { OutputSpec } from "@fieldwork/contracts";
import { cpuMsOf } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAnswer } from "../check-answer.ts";
import { parseAnswer } from "../parse-answer.ts";
import { outputFixes } from "./output-fixes.ts";
import { readConfidence } from "./read-confidence.ts";
import { relaxJson } from "./relaxed-json.ts";
import { textFixes } from "./text-fixes.ts";

const names = ["industry", "summary"];
const industry: OutputSpec = {
  ...{ name: "industry", field: "ai_industry", label: "Industry", type: "choice" },
  options: ["Health Care", "Energy", "high"],
};
const summary: OutputSpec = {
  ...{ name: "summary", field: "ai_summary", label: "Summary" },
  ...{ type: "text", maxChars: 200 },
};
const outputs = [industry, summary];
const fields = { description: "Acme makes insulin pumps. Energy is high on its list of sales." };

const answer = {
  industry: { evidence: "insulin pumps", value: "Health Care", confidence: 0.95 },
  summary: { evidence: "Energy is high", value: "Acme makes pumps.", confidence: 0.8 },
};
const json = JSON.stringify(answer, undefined, 1);

/** What replies are made of, whole and in pieces. */
const piece = fc.constantFrom(
  ...[
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "“",
    "”",
    ",",
    ":",
    "\\",
    '\\"',
    "\\n",
    "\n",
    " ",
    "```",
    "~~~json",
  ],
  ...[
    "<think>",
    "</think>",
    "<|channel|>final<|message|>",
    "<|channel|>analysis<|message|>",
    "<|end|>",
  ],
  ...[
    "industry",
    "summary",
    "value",
    "evidence",
    "confidence",
    "Health Care",
    "null",
    "None",
    "0.9",
    "90%",
  ],
  ...["//", "/*", "*/", "#", '"industry":', '{"value":"Energy"}', "I cannot tell.", json],
);
const reply = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.json(),
);

describe("each fix", () => {
  test("of a text changes nothing the second time", () => {
    fc.assert(
      fc.property(reply, fc.constantFrom(...textFixes), (text, { apply }) => {
        const once = apply(text, names);
        expect(apply(once, names)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  test("of what is nearly JSON makes JSON, and changes nothing the second time", () => {
    const nearly = reply.map((text) => `{${text}}`);
    fc.assert(
      fc.property(fc.oneof(reply, nearly), (text) => {
        const relaxed = relaxJson(text);
        if (relaxed === undefined) return;
        expect(() => JSON.parse(relaxed.json)).not.toThrow();
        expect(relaxJson(relaxed.json)).toEqual({ json: relaxed.json, fixes: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test("of what is nearly JSON leaves JSON as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.object({ maxDepth: 3 }), fc.array(fc.jsonValue())), (value) => {
        const text = JSON.stringify(value);
        const relaxed = relaxJson(text);
        if (relaxed === undefined) return;
        expect(relaxed.fixes).toEqual([]);
        expect(JSON.parse(relaxed.json)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("of an output changes nothing the second time", () => {
    const odd = fc.oneof(
      ...[
        fc.constant(null),
        fc.string(),
        fc.double(),
        fc.constantFrom("null", "N/A", "90%", "high"),
      ],
      fc.json(),
    );
    const given = fc.oneof(
      odd,
      fc.array(odd, { maxLength: 2 }),
      fc.dictionary(fc.constantFrom("value", "Value", "confidence", "evidence", "EVIDENCE"), odd),
    );
    fc.assert(
      fc.property(given, fc.constantFrom(...outputs), (one, output) => {
        for (const { apply } of outputFixes) {
          const once = apply(one, output);
          expect(apply(once, output)).toEqual(once);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("no reply is too odd to be judged", () => {
  fc.assert(
    fc.property(reply, (text) => {
      checkAnswer(text, outputs, fields);
      checkAnswer(text, [industry], fields);
    }),
    { numRuns: 1000 },
  );
});

const dressings: Readonly<Record<string, (text: string) => string>> = {
  bare: (text) => text,
  fenced: (text) => `Sure:\n\`\`\`json\n${text}\n\`\`\`\nDone.`,
  thought: (text) => `<think>Energy?</think>\n${text}`,
  wrapped: (text) => `{"answer": ${text}}`,
  "single-quoted": (text) => text.replaceAll('"', "'"),
  commented: (text) => text.replaceAll("\n", " // sure,\n"),
  "encoded twice": (text) => JSON.stringify(text),
};

describe.each(Object.entries(dressings))("a reply that is %s", (_, dress) => {
  const whole = dress(json);

  test("is read", () => {
    expect(checkAnswer(whole, outputs, fields)).toMatchObject({ problems: [], outputs: answer });
  });

  test("says nothing else when it is cut off, wherever that is", () => {
    for (let end = 0; end < whole.length; end++) {
      const checked = checkAnswer(whole.slice(0, end), outputs, fields);
      if (checked.kind === "unreadable") continue;
      for (const { name } of outputs) {
        const { value, confidence, evidence } = checked.outputs[name] ?? {};
        if (value == null) continue;
        expect({ value, confidence, evidence }).toEqual(answer[name as keyof typeof answer]);
      }
    }
  });

  test("has no value where it abstains", () => {
    const abstained = json.replaceAll(/"(?:Health Care|Acme makes pumps\.)"/g, "null");
    const checked = checkAnswer(dress(abstained), outputs, fields);
    expect(checked).toMatchObject({
      ...{ kind: "checked", problems: [] },
      outputs: { industry: { value: null }, summary: { value: null } },
    });
  });
});

test("the only output asked for takes no other's value when the reply is cut off", () => {
  const reversed = JSON.stringify({ summary: answer.summary, industry: answer.industry });
  for (let end = 0; end < reversed.length; end++) {
    const checked = checkAnswer(reversed.slice(0, end), [summary], fields);
    const value = checked.kind === "checked" ? checked.outputs.summary?.value : null;
    expect([null, answer.summary.value]).toContain(value);
  }
});

test("prose, refusals and Markdown become no value, whatever words they use", () => {
  const word = fc.constantFrom(
    ...["Health Care", "Energy", "high", "industry", "summary", "value", "evidence", "confidence"],
    ...[
      "insulin pumps",
      "0.9",
      "I cannot",
      "sorry",
      "null",
      "is",
      "The",
      ":",
      "-",
      "**",
      "=",
      "\n",
      "`",
      '"',
    ],
    ...[
      "(",
      ")",
      "[1]",
      "“",
      "”",
      "'",
      ",",
      ".",
      "```",
      "```json\n",
      "<think>",
      "</think>",
      "<answer>",
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const checked = checkAnswer(words.join(" "), outputs, fields);
      expect(checked.kind).toBe("unreadable");
    }),
    { numRuns: 1000 },
  );
});

describe("a confidence", () => {
  test("that is read is from 0 to 1, and stays what it is when read again", () => {
    const given = fc.oneof(
      ...[fc.double(), fc.integer(), fc.string(), fc.nat(100).map((share) => `${share}%`)],
      fc.constantFrom("high", "very low", "9/10", "4 out of 5", "0,9", "1e3", "-1", "", null, true),
    );
    fc.assert(
      fc.property(given, (one) => {
        const read = readConfidence(one);
        if (read === undefined) return;
        expect(read).toBeGreaterThanOrEqual(0);
        expect(read).toBeLessThanOrEqual(1);
        expect(readConfidence(read)).toBe(read);
      }),
    );
  });
});

describe("a hostile reply", () => {
  const chars = 200_000;
  test.each([
    ...[
      "{",
      "[",
      "}",
      "{}",
      "[]",
      '{"a":',
      '"',
      "'",
      "“",
      "\\",
      '\\"',
      "{'",
      '{"',
      ",",
      ":",
      "```",
      "~~~",
    ],
    ...[
      "<think>",
      "</think>",
      "<|channel|>x<|message|>",
      "<|channel|>",
      "//",
      "/*",
      "#",
      "{/*",
      "{//",
      " ",
    ],
    ...[
      "\n",
      "{\n",
      "é",
      "industry",
      '{"industry":',
      '{"industry":{}}',
      '["industry"',
      "{industry:",
      '"x" ',
    ],
    ...[
      "{a:1,",
      "{a:b ",
      "1",
      ".",
      "-",
      "{1",
      "&",
      "<",
      "<a ",
      "[{",
      "{[",
      "\u200b",
      "“x”,",
      "'x', ",
    ],
  ])("of 200,000 characters of %j takes no more than linear time", (unit) => {
    const whole = unit.repeat(chars / unit.length);
    for (const text of [whole, `{"industry":${whole}`, `{"industry":"${whole}}`]) {
      expect(cpuMsOf(() => parseAnswer(text, names))).toBeLessThan(3000);
    }
  });

  test("that nests as deep as it is long is refused", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
      ['{"industry":', "}"],
      ["{a:", "}"],
    ] as const) {
      const depth = 100_000;
      const checked = checkAnswer(`${open.repeat(depth)}1${close.repeat(depth)}`, outputs, fields);
      expect(checked.kind === "unreadable" || checked.rejected).not.toEqual([]);
    }
  });
});
