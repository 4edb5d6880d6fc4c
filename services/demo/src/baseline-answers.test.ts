import { type EvaluatedCase, evaluate, loadEnrichments } from "@fieldwork/enrichments";
import { createBaselineProvider } from "@fieldwork/models";
import { askBaseline } from "@fieldwork/models/testing";
import { type Company, readCompanies } from "@fieldwork/simulators";
import { expect, test } from "vitest";
import { overrulingIndustry, proposedDescription } from "./proposed-edits.ts";

const enrichments = await loadEnrichments();
const profile = enrichments.find(({ name }) => name === "company-profile");
const outputs = profile?.outputs.filter(({ name }) => name === "industry") ?? [];
const examples = profile?.examples ?? [];

type Answer = (company: Company, description?: string) => Promise<EvaluatedCase>;

/** Answers as the baseline does that has learnt from these examples. */
function answererFrom(learnt: typeof examples): Answer {
  const inputs = profile?.inputs ?? [];
  const task = { inputs, outputs, examples: learnt, vocabulary: profile?.vocabulary };
  const provider = createBaselineProvider({ tasks: new Map([["industry", task]]) });
  return async ({ summary, name, website, sector }, description = summary) => {
    const domain = URL.canParse(website) ? new URL(website).hostname.replace(/^www\./, "") : null;
    const fields = { description, name, ...(domain !== null && { domain }) };
    const { text } = await askBaseline(provider, { task: "industry", fields });
    const { value, bestGuess } = JSON.parse(text).industry;
    return { expected: sector, bestGuess, written: value };
  };
}

const answer = answererFrom(examples);
const stockholm = readCompanies("stockholm");
const copenhagen = readCompanies("copenhagen");

async function sharesOf(cases: readonly Promise<EvaluatedCase>[]) {
  const { bestGuess, written } = evaluate(await Promise.all(cases));
  return {
    bestGuess: bestGuess.agree / cases.length,
    written: written.agree / written.of,
    coverage: written.of / cases.length,
  };
}

test("the edit that the demo proposes gets the industry that a person would give, whichever company it is made to", async () => {
  for (const company of [...stockholm, ...copenhagen]) {
    expect(await answer(company, proposedDescription)).toMatchObject({ written: "Utilities" });
  }
});

test("the value that the demo proposes to overrule it with is another option", () => {
  expect(outputs).toMatchObject([{ options: expect.arrayContaining([overrulingIndustry]) }]);
  expect(overrulingIndustry).not.toBe("Utilities");
});

// Half of Copenhagen's companies are funds, which are easily told.
const withoutFunds = copenhagen.filter(
  ({ sector, industry }) => sector !== "Financials" || industry,
);

test.for([
  { of: "all", companies: copenhagen, bestGuess: 0.88, written: 0.93, coverage: 0.8 },
  { of: "no funds", companies: withoutFunds, bestGuess: 0.8, written: 0.88, coverage: 0.7 },
])(
  "companies of an exchange that gave no examples are guessed right, and written where it is sure: $of",
  async ({ companies, ...least }) => {
    const shares = await sharesOf(companies.map((company) => answer(company)));
    expect(companies.length).toBeGreaterThan(150);
    expect(shares.bestGuess).toBeGreaterThanOrEqual(least.bestGuess);
    expect(shares.written).toBeGreaterThanOrEqual(least.written);
    expect(shares.coverage).toBeGreaterThanOrEqual(least.coverage);
  },
);

test("businesses of a kind that no example is of are known all the same", async () => {
  const kinds = ["Banks", "Energy", "Materials", "Software & Services"];
  const asked = kinds.flatMap((kind) => {
    const some = stockholm.filter(({ industryGroup }) => industryGroup === kind);
    const told = new Set(some.map(({ summary }) => summary));
    const others = examples.filter(({ inputs }) => !told.has(inputs.description ?? ""));
    const ask = answererFrom(others);
    return some.map((company) => ask(company));
  });
  const { bestGuess, written } = await sharesOf(asked);
  expect(asked.length).toBeGreaterThan(120);
  expect(bestGuess).toBeGreaterThanOrEqual(0.7);
  expect(written).toBeGreaterThanOrEqual(0.8);
});
