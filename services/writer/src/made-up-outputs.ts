import type { AnsweredOutput, AnsweredOutputs, OutputSpec } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";

/** What a model might have answered for a record; of ten records one has no answer, and one an unsure one. Pure. */
export function madeUpOutputs(
  { outputs }: Pick<Enrichment, "outputs">,
  number: number,
): AnsweredOutputs {
  return Object.fromEntries(outputs.map((output) => [output.name, madeUpOutput(output, number)]));
}

function madeUpOutput(output: OutputSpec, number: number): AnsweredOutput {
  if (number % 10 === 0) return { value: null, confidence: 0.1, evidence: null };
  const confidence = number % 10 === 1 ? 0.3 : 0.9;
  return { value: madeUpValue(output, number), confidence, evidence: "as it says itself" };
}

function madeUpValue(output: OutputSpec, number: number): string {
  switch (output.type) {
    case "choice":
    case "choices":
      return output.options[number % output.options.length] ?? "";
    case "text":
      return (texts[number % texts.length] ?? "").slice(0, output.maxChars);
    case "number":
    case "integer":
      return String(output.min ?? 1);
    case "boolean":
      return "true";
    case "date":
      return "2026-01-31";
    case "url":
      return "https://example.com/";
    default:
      return output satisfies never;
  }
}

const texts = [
  "Sells what it makes to the towns around.",
  "Säljer i orterna omkring – mest till “grannar”.",
];
