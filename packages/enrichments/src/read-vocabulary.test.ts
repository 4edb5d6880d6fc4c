import { expect, test } from "vitest";
import { checkEnrichment, type EnrichmentTexts } from "./check-enrichment.ts";
import { loadEnrichments } from "./load-enrichments.ts";

const texts = {
  "enrichment.yaml": `name: mood
description: How a contact feels
object: contact
inputs: [{ field: jobTitle }]
outputs:
  - { name: mood, field: ai_mood, label: AI mood, type: choice, options: [Good, Bad] }
  - { name: note, field: ai_note, label: AI note, type: text, maxChars: 90 }
route: [baseline/tf-idf]
maxOutputTokens: 100
`,
  "prompt.md": "Say how the contact feels.\n",
  "examples.jsonl": "",
  "cases.jsonl": "",
  "vocabulary.yaml": undefined as string | undefined,
} satisfies EnrichmentTexts["texts"];

const check = (vocabulary: string | undefined, changes: Partial<typeof texts> = {}) =>
  checkEnrichment({
    folder: "mood",
    folderName: "mood",
    texts: { ...texts, ...changes, "vocabulary.yaml": vocabulary },
    prompts: { texts: new Map(), lock: undefined },
  });

function problemsOf(vocabulary: string, changes?: Partial<typeof texts>): string[] {
  const { enrichment, problems } = check(vocabulary, changes);
  expect(enrichment).toBeUndefined();
  return problems.map(
    ({ file, line, problem, remedy }) => `${file}:${line}: ${problem}. ${remedy}`,
  );
}

test("an enrichment may have a vocabulary or none", () => {
  expect(check(undefined)).toMatchObject({ problems: [] });
  expect(check(undefined).enrichment?.vocabulary).toBeUndefined();
  const { enrichment, problems } = check("mood:\n  Good:\n    - glad, in high\n      spirits\n");
  expect(problems).toEqual([]);
  expect(enrichment?.vocabulary).toEqual({ mood: { Good: ["glad, in high spirits"] } });
});

test("a vocabulary that names no output or option, or has another form, is refused with its lines", () => {
  expect(problemsOf("mood:\n  Glad: [happy]\nnote: { Good: [short] }\n")).toEqual(
    [
      "vocabulary.yaml:2: mood.Glad: Glad is not an option. Name one of Good, Bad",
      "vocabulary.yaml:3: note: there is no output with options of this name. Name one of mood",
    ].map((line) => `mood/${line}`),
  );
  expect(problemsOf("mood:\n  Good: glad\n  Bad: []\n")).toEqual([
    expect.stringMatching(/^mood\/vocabulary\.yaml:2: mood\.Good: .*array/),
    expect.stringMatching(/^mood\/vocabulary\.yaml:3: mood\.Bad: /),
  ]);
  expect(problemsOf("mood: [")).toEqual([
    expect.stringMatching(/^mood\/vocabulary\.yaml:\d+: .*\. Correct its syntax$/),
  ]);
});

test("a mistake in the definition is not told again of its vocabulary", () => {
  const noYaml = { "enrichment.yaml": "name: mood\nname: mood\n" };
  expect(problemsOf("mood: { Good: [glad] }\n", noYaml)).toHaveLength(1);
});

test("the prompt version changes with the vocabulary", () => {
  const versions = [undefined, "mood: { Good: [glad] }", "mood: { Good: [merry] }"].map(
    (vocabulary) => check(vocabulary).enrichment?.promptVersion,
  );
  expect(new Set(versions).size).toBe(3);
});

test("the shipped vocabularies speak of every option", async () => {
  for (const { outputs, vocabulary } of await loadEnrichments()) {
    for (const output of outputs) {
      if (output.type !== "choice") continue;
      expect(Object.keys(vocabulary?.[output.name] ?? {}).toSorted()).toEqual(
        output.options.toSorted(),
      );
    }
  }
});
