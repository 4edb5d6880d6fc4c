import { describe, expect, test } from "vitest";
import { askBaseline } from "../../testing/ask-baseline.ts";
import { type LabelledCase, loadCatalogTask } from "../../testing/catalog-task.ts";
import { nearestNeighbourShare } from "./nearest-neighbour.ts";
import { type BaselineTask, createBaselineProvider } from "./provider.ts";

const profile = loadCatalogTask("company-profile");
const role = loadCatalogTask("contact-role");

interface Judged {
  label: string;
  isWritten: boolean;
  confidence: number;
  isRight: boolean;
}

async function judge(
  task: BaselineTask,
  output: string,
  cases: readonly LabelledCase[],
): Promise<Judged[]> {
  const provider = createBaselineProvider({ tasks: new Map([["task", task]]) });
  return Promise.all(
    cases.map(async ({ inputs, expected }) => {
      const { text } = await askBaseline(provider, { task: "task", fields: inputs });
      const { value, confidence, bestGuess } = JSON.parse(text)[output];
      const label = expected[output] ?? "";
      return { label, isWritten: value !== null, confidence, isRight: bestGuess === label };
    }),
  );
}

function rightShare(some: readonly Judged[]): number {
  return some.filter(({ isRight }) => isRight).length / some.length;
}

function sharesOf(judged: readonly Judged[]) {
  const written = judged.filter(({ isWritten }) => isWritten);
  const byLabel = [...Map.groupBy(judged, ({ label }) => label).values()].map(rightShare);
  return {
    bestGuess: rightShare(judged),
    written: rightShare(written),
    coverage: written.length / judged.length,
    meanOfLabels: byLabel.reduce((sum, share) => sum + share, 0) / byLabel.length,
    leastOfLabels: Math.min(...byLabel),
  };
}

describe("the industry of companies it has never seen", () => {
  const judged = judge(profile, "industry", profile.cases);

  test("is guessed right more often than by a plain nearest-neighbour vote", async () => {
    const texts = (some: readonly LabelledCase[]) =>
      some.map(({ inputs, expected }) => ({
        text: `${inputs.description} . ${inputs.name}`,
        label: expected.industry ?? "",
      }));
    const yardstick = nearestNeighbourShare(texts(profile.examples), texts(profile.cases));
    const { bestGuess } = sharesOf(await judged);
    expect(yardstick).toBeGreaterThan(0.5);
    expect(bestGuess).toBeGreaterThan(yardstick + 0.1);
    expect(bestGuess).toBeGreaterThanOrEqual(0.78);
  });

  test("is guessed right in every sector, however few of its companies are among the examples", async () => {
    const { meanOfLabels, leastOfLabels } = sharesOf(await judged);
    expect(meanOfLabels).toBeGreaterThanOrEqual(0.77);
    expect(leastOfLabels).toBeGreaterThanOrEqual(0.6);
  });

  test("is written for most of them, and nine in ten of what is written are right", async () => {
    const { written, coverage } = sharesOf(await judged);
    expect(written).toBeGreaterThanOrEqual(0.88);
    expect(coverage).toBeGreaterThanOrEqual(0.72);
  });

  test("comes with a confidence that is neither boast nor modesty, over all and where it is sure", async () => {
    const mean = (some: readonly Judged[]) =>
      some.reduce((sum, { confidence }) => sum + confidence, 0) / some.length;
    const all = await judged;
    expect(Math.abs(mean(all) - rightShare(all))).toBeLessThan(0.04);
    for (const [from, to] of [
      [0.65, 0.8],
      [0.8, 0.9],
      [0.9, 1],
    ] as const) {
      const band = all.filter(({ confidence }) => confidence >= from && confidence <= to);
      expect(band.length).toBeGreaterThan(50);
      expect(Math.abs(mean(band) - rightShare(band))).toBeLessThan(0.08);
    }
  });

  test("does not rest on names and places", async () => {
    const masked = profile.cases.map(({ inputs, expected }) => ({
      inputs: { description: maskedDescription(inputs) },
      expected,
    }));
    const { bestGuess, written } = sharesOf(await judge(profile, "industry", masked));
    expect(bestGuess).toBeGreaterThanOrEqual(0.77);
    expect(written).toBeGreaterThanOrEqual(0.87);
  });

  test("is guessed from what is commonly said of each sector alone, and then never written", async () => {
    const untaught = { ...profile, examples: [] };
    const all = await judge(untaught, "industry", profile.cases);
    expect(rightShare(all)).toBeGreaterThanOrEqual(0.76);
    expect(all.some(({ isWritten }) => isWritten)).toBe(false);
  });

  test("is guessed from the examples alone where a definition has no vocabulary", async () => {
    const { examples, inputs, outputs } = profile;
    const all = await judge({ examples, inputs, outputs }, "industry", profile.cases);
    const { bestGuess, written, coverage } = sharesOf(all);
    expect(bestGuess).toBeGreaterThanOrEqual(0.71);
    expect(written).toBeGreaterThanOrEqual(0.8);
    expect(coverage).toBeGreaterThanOrEqual(0.55);
  });
});

test.for([
  { output: "seniority", bestGuess: 0.91, written: 0.94, coverage: 0.8 },
  { output: "department", bestGuess: 0.94, written: 0.94, coverage: 0.95 },
])(
  "the $output of titles it has never seen is nearly always right",
  async ({ output, ...least }) => {
    const shares = sharesOf(await judge(role, output, role.cases));
    expect(shares.bestGuess).toBeGreaterThanOrEqual(least.bestGuess);
    expect(shares.written).toBeGreaterThanOrEqual(least.written);
    expect(shares.coverage).toBeGreaterThanOrEqual(least.coverage);
  },
);

const places =
  /\b(?:Swed\w+|Stockholm|Gothenburg|Malm\S|Uppsala|Lund|Nordics?|Scandinavia\w*|Denmark|Danish|Norw\w+|Finland|Finnish|Europe\w*)\b/g;

function maskedDescription({ name = "", description = "" }: LabelledCase["inputs"]): string {
  return description.replaceAll(name, "It").replace(places, "there");
}
