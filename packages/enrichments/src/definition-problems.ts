import type { EnrichmentFile, LabelledCase } from "./definition.ts";

/** Something wrong with a definition: where it stands and what to do about it. */
export interface DefinitionProblem {
  file: string;
  line: number;
  problem: string;
  remedy: string;
}

export interface NumberedCase {
  line: number;
  labelled: LabelledCase;
}

/** What a labelled case names that its enrichment does not have. Pure. */
export function caseProblems(
  { inputs, outputs }: EnrichmentFile,
  { labelled, line }: NumberedCase,
  file: string,
): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const inputNames = inputs.map(({ field }) => field);
  for (const field of Object.keys(labelled.inputs)) {
    if (inputNames.includes(field)) continue;
    const remedy = `Name one of ${inputNames.join(", ")}`;
    problems.push({ file, line, problem: `${field} is no input`, remedy });
  }
  for (const [name, value] of Object.entries(labelled.expected)) {
    const output = outputs.find((one) => one.name === name);
    if (output === undefined) {
      const remedy = `Name one of ${outputs.map((one) => one.name).join(", ")}`;
      problems.push({ file, line, problem: `${name} is no output`, remedy });
    } else if (output.type === "choice" && !output.options.includes(value)) {
      const remedy = `Give one of ${output.options.join(", ")}`;
      problems.push({
        file,
        line,
        problem: `${JSON.stringify(value)} is no option of ${name}`,
        remedy,
      });
    }
  }
  return problems;
}

/** Cases that stand among the examples as well would measure memory, not judgement. Pure. */
export function leakProblems(
  examples: readonly NumberedCase[],
  cases: readonly NumberedCase[],
  file: string,
): DefinitionProblem[] {
  const known = new Set(examples.map(({ labelled }) => JSON.stringify(labelled.inputs)));
  return cases
    .filter(({ labelled }) => known.has(JSON.stringify(labelled.inputs)))
    .map(({ line }) => ({
      file,
      line,
      problem: "the same inputs stand among the examples",
      remedy: "Keep the case in one of the two files",
    }));
}

export interface NamedOutputs {
  file: string;
  definition: EnrichmentFile;
}

/** Two enrichments of one object must not write the same field. Pure. */
export function clashProblems(definitions: readonly NamedOutputs[]): DefinitionProblem[] {
  const owners = new Map<string, string>();
  const problems: DefinitionProblem[] = [];
  for (const { file, definition } of definitions) {
    for (const { field } of definition.outputs) {
      const key = `${definition.object}/${field}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, definition.name);
      else {
        const remedy = "Give one of the two outputs another field";
        problems.push({ file, line: 1, problem: `${owner} writes ${field} too`, remedy });
      }
    }
  }
  return problems;
}
