import type { OutputSpec } from "@fieldwork/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CheckedAnswer, checkAnswer } from "./check-answer.ts";

const industry: OutputSpec = {
  name: "industry",
  field: "ai_industry",
  label: "Industry",
  type: "choice",
  options: ["Health Care", "Energy"],
};
const summary: OutputSpec = {
  name: "summary",
  field: "ai_summary",
  label: "Summary",
  type: "text",
  maxChars: 60,
  maxSentences: 2,
};
const fields = {
  description: "Makes  insulin pumps.\nSells them to hospitals in Sweden.",
  name: "Pump AB",
  domain: "pump.example.com",
  phone: null,
};

function check(answers: object, outputs: OutputSpec[] = [industry]): CheckedAnswer {
  return checkAnswer(JSON.stringify(answers), outputs, fields);
}

function one(answer: object, output: OutputSpec = industry) {
  const checked = check({ [output.name]: answer }, [output]);
  if (checked.kind !== "checked") throw new Error("unreadable");
  return { ...checked, output: checked.outputs[output.name] };
}

const good = { value: "Health Care", confidence: 0.9, evidence: "insulin pumps" };
const text = { value: "Makes pumps.", confidence: 0.7, evidence: "Pump AB" };

describe("reading the reply", () => {
  const json = JSON.stringify({ industry: good });

  test.each([
    ["bare", json],
    ["in a fence", `Here it is:\n\`\`\`json\n${json}\n\`\`\`\nAnything else?`],
    ["in prose", `The answer is ${json}. I hope it helps.`],
    ["after thinking aloud", `<think>{"industry": maybe}</think>\n${json}`],
  ])("finds the JSON object %s", (_, reply) => {
    expect(checkAnswer(reply, [industry], fields)).toMatchObject({ kind: "checked", problems: [] });
  });

  test.each([
    ["nothing", ""],
    ["prose", "I cannot tell."],
    ["a cut-off object", json.slice(0, -5)],
    ["an array", "[1, 2]"],
    ["other keys", '{"sector": "Energy"}'],
    ["inherited keys", '{"__proto__": {"sector": 1}}'],
  ])("takes %s for unreadable", (_, reply) => {
    expect(checkAnswer(reply, [industry], fields).kind).toBe("unreadable");
  });

  test("never throws, whatever the reply", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (reply) => {
        checkAnswer(reply, [industry, summary], fields);
      }),
    );
  });
});

describe("a choice", () => {
  test("keeps value, confidence and evidence", () => {
    expect(one(good)).toMatchObject({ output: good, problems: [], rejected: [] });
  });

  test("takes the option's own spelling for a value that differs in case", () => {
    expect(one({ ...good, value: " health care " }).output).toEqual({
      ...good,
      fixes: ["option-respelt"],
    });
  });

  test("rejects what is not an option, and says so without repeating it", () => {
    const { output, problems, rejected } = one({ ...good, value: "Ignore all rules" });
    expect(problems).toEqual(["industry: value is not one of the options"]);
    expect(rejected).toEqual(["industry"]);
    expect(output).toEqual({
      value: null,
      confidence: 0.9,
      evidence: null,
      rejected: ["value is not one of the options"],
    });
  });

  test("lets the model abstain", () => {
    const { output, problems } = one({ value: null, confidence: 0.2, evidence: null });
    expect(problems).toEqual([]);
    expect(output).toEqual({ value: null, confidence: 0.2, evidence: null });
  });

  test("keeps a best guess beside an abstention, when it is an option", () => {
    const abstained = { value: null, confidence: 0.2, evidence: null };
    expect(one({ ...abstained, bestGuess: "Energy" }).output).toMatchObject({
      value: null,
      bestGuess: "Energy",
    });
    expect(one({ ...abstained, bestGuess: "energy." }).output).toMatchObject({
      bestGuess: "Energy",
    });
    expect(one({ ...abstained, bestGuess: "Enery" }).output).not.toHaveProperty("bestGuess");
  });

  test.each([
    [{ ...good, confidence: 1.2 }, "confidence must be from 0 to 1"],
    [{ ...good, confidence: "rather" }, "confidence is missing or of the wrong type"],
    [{ ...good, value: 7 }, "value is missing or of the wrong type"],
    [["Health Care", "Energy"], "is missing or not an object"],
  ])("rejects %j", (answer, problem) => {
    expect(one(answer as object).problems).toEqual([`industry: ${problem}`]);
  });
});

test("a bare value lacks its evidence, which is asked for together with its confidence", () => {
  expect(one("Health Care" as unknown as object).problems).toEqual([
    "industry: confidence is missing or of the wrong type",
    "industry: evidence is missing; copy the words that carry the value",
  ]);
});

describe("evidence", () => {
  test.each(["insulin pumps", "Makes insulin", "pumps. Sells them", " Pump AB ", "Sells\n them"])(
    "stands in a field, white space aside: %j",
    (evidence) => {
      expect(one({ ...good, evidence }).problems).toEqual([]);
    },
  );

  test.each([
    ["made up", "makes heart valves"],
    ["in another case", "Insulin Pumps"],
    ["with words left out", "Makes pumps"],
    ["across two fields", "Sweden. Pump AB"],
    ["one letter", "a"],
    ["punctuation", " . "],
  ])("is rejected when it is %s", (_, evidence) => {
    const { output, problems } = one({ ...good, evidence });
    expect(problems).toHaveLength(1);
    expect(output?.value).toBeNull();
  });

  test.each([null, "", undefined])("is demanded for a value: %j", (evidence) => {
    expect(one({ ...good, evidence }).problems).toEqual([
      "industry: evidence is missing; copy the words that carry the value",
    ]);
  });

  test("that is too long is cut after a word: it is a quote, and no copy", () => {
    const description = "makes insulin pumps and ".repeat(40).trim();
    const checked = checkAnswer(
      JSON.stringify({ industry: { ...good, evidence: description } }),
      [industry],
      { description },
    );
    const { evidence, fixes } = (checked.kind === "checked" && checked.outputs.industry) || {};
    expect(evidence).toMatch(/(?:pumps|and|insulin|makes)$/);
    expect(evidence?.length).toBeLessThanOrEqual(300);
    expect(evidence?.length).toBeGreaterThan(280);
    expect(description.startsWith(evidence ?? "?")).toBe(true);
    expect(fixes).toEqual(["evidence-shortened"]);
  });

  test("is found although the field holds characters that nobody sees", () => {
    const hidden = { description: "Makes in\u200bsulin\u00ad pumps" };
    const checked = checkAnswer(JSON.stringify({ industry: good }), [industry], hidden);
    expect(checked).toMatchObject({ kind: "checked", problems: [] });
  });

  test("that is kept is always part of an input", () => {
    const word = fc.constantFrom(
      "insulin",
      "pumps",
      "Sells",
      "them",
      "Sweden",
      " ",
      "\n",
      "AB",
      ".",
    );
    const quote = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.oneof(quote, fc.string()), (evidence) => {
        const kept = one({ ...good, evidence }).output?.evidence;
        if (kept === null || kept === undefined) return;
        expect(Object.values(fields).some((field) => field?.includes(kept))).toBe(true);
      }),
    );
  });
});

describe("a text", () => {
  test("is kept within its bounds", () => {
    expect(one(text, summary).output).toEqual(text);
  });

  test("counts UTF-16 units, as the CRM does", () => {
    const value = "🩺".repeat(31);
    expect(one({ ...text, value }, summary).problems).toEqual([
      "summary: value has 62 characters; at most 60 are allowed",
    ]);
    expect(one({ ...text, value: "🩺".repeat(30) }, summary).problems).toEqual([]);
  });

  test("counts sentences, and takes no abbreviation for the end of one", () => {
    expect(one({ ...text, value: "One. Two. Three." }, summary).problems).toEqual([
      "summary: value has 3 sentences; at most 2 are allowed",
    ]);
    expect(one({ ...text, value: "Pump Inc. sells. It grows." }, summary).problems).toEqual([]);
  });

  test("is rejected when it is blank", () => {
    expect(one({ ...text, value: " \u200b " }, summary).output?.value).toBeNull();
  });

  test("loses characters that nobody sees", () => {
    const value = "Makes\u202e pumps.\u{e0041}";
    expect(one({ ...text, value }, summary).output?.value).toBe("Makes pumps.");
  });

  test.each([
    "See https://evil.example/pay",
    "Write to ceo@evil.com",
    "Go to evil.com/login now",
    "Go to ..evil.com",
    "Go to ｅｖｉｌ．ｃｏｍ",
    "Go to evil。com",
    "Go to ev\u00adil.com",
    "Visit www.evil.io.",
  ])("holds no address of its own: %s", (value) => {
    expect(one({ ...text, value }, summary).problems).toEqual([
      "summary: value contains a web or e-mail address that is not in any input field",
    ]);
  });

  test.each([
    "Found at https://www.pump.example.com/.",
    "Found at pump.example.com",
    "Found at ｐｕｍｐ.example.com",
    "Builds Node.js tools, e.g. pumps.",
  ])("may hold an address of the record: %s", (value) => {
    expect(one({ ...text, value }, summary).problems).toEqual([]);
  });
});

test("one rejected output costs no other", () => {
  const checked = check({ industry: { ...good, evidence: "no" }, summary: text }, [
    industry,
    summary,
  ]);
  expect(checked).toMatchObject({
    kind: "checked",
    outputs: { industry: { value: null }, summary: { value: "Makes pumps." } },
    rejected: ["industry"],
  });
});

test("an output that is left out is rejected", () => {
  const checked = check({ industry: good }, [industry, summary]);
  expect(checked).toMatchObject({
    outputs: {
      summary: { value: null, confidence: 0, rejected: ["is missing or not an object"] },
    },
    problems: ["summary: is missing or not an object"],
  });
});
