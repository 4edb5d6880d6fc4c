import { readFileSync } from "node:fs";
import type { OutputSpec } from "@fieldwork/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { checkAnswer } from "../check-answer.ts";

const readOutputs = z.record(z.string(), z.record(z.string(), z.unknown()));
const corpus = z
  .object({
    fields: z.record(z.string(), z.string()),
    read: readOutputs,
    replies: z.array(
      z.strictObject({
        name: z.string(),
        reply: z.string(),
        outputs: z.array(z.string()).default(["industry", "summary"]),
        fixes: z.array(z.string()).default([]),
        read: readOutputs.optional(),
        rejected: z.array(z.string()).default([]),
        unreadable: z.boolean().default(false),
      }),
    ),
  })
  .parse(parse(readFileSync(new URL("answer-corpus.yaml", import.meta.url), "utf8")));

const specs: readonly OutputSpec[] = [
  {
    ...{ name: "industry", field: "ai_industry", label: "Industry", type: "choice" },
    options: ["Health Care", "Energy", "Information Technology"],
    optionHints: { "Health Care": "pharmaceuticals, medical devices, hospitals" },
  },
  {
    ...{ name: "summary", field: "ai_summary", label: "Summary", type: "text" },
    ...{ maxChars: 200, maxSentences: 2 },
  },
  {
    ...{ name: "employeeBand", field: "ai_band", label: "Employees", type: "choice" },
    options: ["1-999", "1,000-10,000"],
  },
];

function check({ reply, outputs }: { reply: string; outputs: readonly string[] }) {
  const asked = specs.filter(({ name }) => outputs.includes(name));
  return checkAnswer(reply, asked, corpus.fields);
}

const readable = corpus.replies.filter(({ unreadable }) => !unreadable);

test("holds at least 80 replies, each with a name of its own", () => {
  const names = corpus.replies.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(80);
});

describe("reads", () => {
  test.each(readable)("$name", (one) => {
    const { rejected, fixes, read = rejected.length > 0 ? {} : corpus.read } = one;
    const checked = check(one);
    expect(checked).toMatchObject({ kind: "checked", rejected, outputs: read });
    expect(checked.kind === "checked" && checked.fixes.toSorted()).toEqual(
      [...new Set(fixes)].toSorted(),
    );
  });
});

describe("reads nothing from", () => {
  test.each(corpus.replies.filter(({ unreadable }) => unreadable))("$name", (one) => {
    expect(check(one).kind).toBe("unreadable");
  });
});

test("whatever was read needs no fix when it is written as it was read", () => {
  for (const one of readable) {
    const first = check(one);
    if (first.kind !== "checked" || first.rejected.length > 0) continue;
    const kept = Object.entries(first.outputs).map(([name, { fixes: _, ...output }]) => [
      name,
      output,
    ]);
    const reply = JSON.stringify(Object.fromEntries(kept));
    const again = check({ reply, outputs: one.outputs });
    expect(again).toMatchObject({ kind: "checked", problems: [], fixes: [] });
    expect(again.kind === "checked" && again.outputs).toEqual(Object.fromEntries(kept));
  }
});
