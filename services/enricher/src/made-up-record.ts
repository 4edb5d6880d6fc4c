import type { FieldValues, OutputSpec } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";

const sentence = "We make software for hospitals, and have done so for years.";

/** The fields of a record that nobody has, as an enrichment asks for them. Each number gives another. Pure. */
export function madeUpFields({ inputs }: Pick<Enrichment, "inputs">, number: number): FieldValues {
  const said = `${sentence} This is office ${number} of the company; from it, we sell to all the towns around.`;
  return Object.fromEntries(inputs.map(({ field }) => [field, said]));
}

/** What a model might answer about any of these records. Pure. */
export function madeUpAnswer({ outputs }: Pick<Enrichment, "outputs">): string {
  return JSON.stringify(
    Object.fromEntries(outputs.map((output) => [output.name, answerTo(output)])),
  );
}

function answerTo(output: OutputSpec) {
  const value = madeUpValue(output);
  return { evidence: value === null ? null : sentence, value, confidence: 0.9 };
}

/** Types whose values have to be found in the record stay blank. */
function madeUpValue(output: OutputSpec): string | string[] | null {
  switch (output.type) {
    case "choice":
      return output.options[0] ?? null;
    case "choices":
      return output.options.slice(0, 1);
    case "text":
      return sentence.slice(0, output.maxChars);
    default:
      return null;
  }
}
