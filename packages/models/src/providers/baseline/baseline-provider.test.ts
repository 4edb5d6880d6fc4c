import { readFileSync } from "node:fs";
import type { OutputSpec } from "@fieldwork/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type BaselineTask, createBaselineProvider } from "./baseline-provider.ts";
import { nearestNeighbourShare } from "./nearest-neighbour.ts";

type Case = BaselineTask["examples"][number];

function loadTask(name: string): BaselineTask & { cases: Case[] } {
  const read = (file: string) =>
    readFileSync(
      new URL(`../../../../enrichments/catalog/${name}/${file}`, import.meta.url),
      "utf8",
    );
  const lines = (file: string): Case[] =>
    read(file)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const { inputs, outputs } = parse(read("enrichment.yaml"));
  return { inputs, outputs, examples: lines("examples.jsonl"), cases: lines("cases.jsonl") };
}

interface Answer {
  value: string | null;
  confidence: number;
  evidence: string | null;
  bestGuess?: string;
}

const tasks = new Map(["company-profile", "contact-role"].map((name) => [name, loadTask(name)]));
const provider = createBaselineProvider({ tasks });

async function ask(task: string, fields: Record<string, string>): Promise<Record<string, Answer>> {
  const outputs: readonly OutputSpec[] = tasks.get(task)?.outputs ?? [];
  const reply = await provider.generate(
    {
      model: "tf-idf",
      task,
      instructions: "",
      input: "",
      fields,
      outputs,
      schema: {},
      maxOutputTokens: 1,
    },
    new AbortController().signal,
  );
  return JSON.parse(reply.text);
}

async function score(task: string, output: string) {
  const cases = tasks.get(task)?.cases ?? [];
  let [right, written, rightWritten] = [0, 0, 0];
  for (const { inputs, expected } of cases) {
    const answer = (await ask(task, { ...inputs }))[output];
    if (answer?.bestGuess === expected[output]) right += 1;
    if (answer?.value == null) continue;
    written += 1;
    if (answer.value === expected[output]) rightWritten += 1;
  }
  return {
    bestGuess: right / cases.length,
    written: rightWritten / written,
    coverage: written / cases.length,
  };
}

describe("industry of companies it has never seen", () => {
  test("is guessed right at least as often as a plain nearest-neighbour vote does, and written better", async () => {
    const { examples = [], cases = [] } = tasks.get("company-profile") ?? {};
    const texts = (some: readonly Case[]) =>
      some.map(({ inputs, expected }) => ({
        text: `${inputs.description} . ${inputs.name}`,
        label: expected.industry ?? "",
      }));
    const yardstick = nearestNeighbourShare(texts(examples), texts(cases));
    const { bestGuess, written, coverage } = await score("company-profile", "industry");
    expect(bestGuess).toBeGreaterThanOrEqual(0.6);
    expect(bestGuess).toBeGreaterThanOrEqual(yardstick);
    expect(written).toBeGreaterThanOrEqual(0.7);
    expect(coverage).toBeGreaterThan(0.6);
  });
});

test("roles of job titles it has never seen are mostly right, and written ones more so", async () => {
  for (const output of ["seniority", "department"]) {
    const { bestGuess, written, coverage } = await score("contact-role", output);
    expect(bestGuess).toBeGreaterThan(0.7);
    expect(written).toBeGreaterThanOrEqual(bestGuess);
    expect(coverage).toBeGreaterThan(0.5);
  }
});

test("evidence is a verbatim part of an input, and a summary keeps to its limits", async () => {
  for (const { inputs } of tasks.get("company-profile")?.cases ?? []) {
    const answers = await ask("company-profile", { ...inputs });
    for (const { evidence } of Object.values(answers)) {
      if (evidence !== null)
        expect(Object.values(inputs).some((text) => text.includes(evidence))).toBe(true);
    }
    expect((answers.summary?.value ?? "").length).toBeLessThanOrEqual(400);
  }
});

test("says nothing where there is nothing to go by, and tells its guess when it abstains", async () => {
  const answers = await ask("company-profile", { description: "xyzzy" });
  expect(answers).toMatchObject({ industry: { value: null }, summary: { value: null } });
  const unsure = await ask("contact-role", { jobTitle: "Ninja" });
  expect(unsure.seniority?.value).toBeNull();
});

test("the same question has the same answer", async () => {
  const [first] = tasks.get("company-profile")?.cases ?? [];
  const again = createBaselineProvider({ tasks });
  expect(await ask("company-profile", { ...first?.inputs })).toEqual(
    await ask("company-profile", { ...first?.inputs }),
  );
  expect(again.free).toBe(true);
});
