import { canonicalFields, objectName } from "@fieldwork/contracts";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { type EnrichmentFile, enrichmentFile, labelledCase } from "./definition.ts";
import type { DefinitionProblem, NumberedCase } from "./definition-problems.ts";

interface Parsed<T> {
  value: T;
  problems: DefinitionProblem[];
}

/** Reads `enrichment.yaml`; every problem is told with the line it stands on. Pure. */
export function parseEnrichmentYaml(
  text: string,
  file: string,
): Parsed<EnrichmentFile | undefined> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const syntax = document.errors.map(({ message, pos }) => ({
    file,
    line: lineCounter.linePos(pos[0]).line,
    problem: message.split("\n")[0] ?? message,
    remedy: "Write valid YAML",
  }));
  if (syntax.length > 0) return { value: undefined, problems: syntax };
  const content: unknown = document.toJS();
  const parsed = enrichmentFile.safeParse(content);
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined;
      if (node?.range) return lineCounter.linePos(node.range[0]).line;
    }
    return 1;
  };
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => ({
      path: issue.path,
      problem: issue.message,
      remedy: remedyFor(issue),
    })),
    ...unknownInputs(content),
  ].map(({ path, problem, remedy }) => ({
    file,
    line: lineOf(path),
    problem: `${pathText(path)}: ${problem}`,
    remedy,
  }));
  return { value: problems.length === 0 ? parsed.data : undefined, problems };
}

const namedInputs = z.object({
  object: objectName,
  inputs: z.array(z.object({ field: z.string() }).nullable().catch(null)),
});

/** Inputs that no CRM's adapter reads; looked for even where other things are wrong. */
function unknownInputs(content: unknown) {
  const parsed = namedInputs.safeParse(content);
  if (!parsed.success) return [];
  const known: readonly string[] = canonicalFields[parsed.data.object];
  return parsed.data.inputs.flatMap((input, index) =>
    input === null || known.includes(input.field)
      ? []
      : [
          {
            path: ["inputs", index, "field"],
            problem: `no canonical field of a ${parsed.data.object} is called ${input.field}`,
            remedy: `Name one of ${known.join(", ")}`,
          },
        ],
  );
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the file" : path.map(String).join(".");
}

function remedyFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `Remove ${issue.keys.join(", ")}`;
    case "invalid_value":
      return `Write one of ${issue.values.map(String).join(", ")}`;
    default:
      return "See the definitions in the catalog for the right form";
  }
}

/** Reads a file of labelled cases, one JSON object a line. Pure. */
export function parseCases(text: string, file: string): Parsed<NumberedCase[]> {
  const value: NumberedCase[] = [];
  const problems: DefinitionProblem[] = [];
  text.split("\n").forEach((content, index) => {
    if (content.trim() === "") return;
    const line = index + 1;
    const parsed = labelledCase.safeParse(jsonOf(content));
    if (parsed.success) value.push({ line, labelled: parsed.data });
    else {
      problems.push({
        file,
        line,
        problem: parsed.error.issues[0]?.message ?? "is no labelled case",
        remedy: 'Write {"inputs":{…},"expected":{…}} on one line',
      });
    }
  });
  return { value, problems };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
