import { maxEvidenceChars, maxUrlChars, type OutputSpec } from "@fieldwork/contracts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The answer to `outputs` as JSON Schema: all keys required, none beside them, unions by `type` and
 * `enum` only, as every strict mode takes. Each text has its `maxLength` and each number its range, so
 * that a small model does not write on to its cap; evidence is no longer than the longest input. The
 * descriptions say so too, for vendors that take no bounds (`lowerSchema`); `checkAnswer` holds to all.
 * The same outputs and bound give the same object.
 */
export function answerSchema(
  outputs: readonly OutputSpec[],
  { longestInputChars }: { longestInputChars: number },
): JsonSchema {
  const maxQuoteChars = Math.max(1, Math.min(maxEvidenceChars, longestInputChars));
  const known = schemas.get(outputs) ?? [];
  schemas.set(outputs, known);
  const schema = known[maxQuoteChars] ?? schemaOf(outputs, maxQuoteChars);
  known[maxQuoteChars] = schema;
  return schema;
}

// By outputs, then by bound.
const schemas = new WeakMap<readonly OutputSpec[], (JsonSchema | undefined)[]>();

function schemaOf(outputs: readonly OutputSpec[], maxQuoteChars: number): JsonSchema {
  return strictObject(
    Object.fromEntries(outputs.map((output) => [output.name, outputSchema(output, maxQuoteChars)])),
  );
}

function outputSchema(output: OutputSpec, maxQuoteChars: number): JsonSchema {
  // The quote comes before the value it carries, as a model writes in this order.
  return strictObject({
    evidence: {
      type: ["string", "null"],
      description: `At most ${maxEvidenceChars} characters copied exactly from one input field; null without a value`,
      maxLength: maxQuoteChars,
    },
    value: valueSchema(output),
    confidence: { type: "number", description: "0 to 1", minimum: 0, maximum: 1 },
  });
}

function valueSchema(output: OutputSpec): JsonSchema {
  switch (output.type) {
    case "choice":
      return { type: ["string", "null"], enum: [...output.options, null] };
    case "choices": {
      const { options, maxChoices = options.length } = output;
      return {
        type: ["array", "null"],
        description: `At most ${maxChoices} of them`,
        items: { type: "string", enum: [...options] },
        maxItems: maxChoices,
      };
    }
    case "text":
      return {
        type: ["string", "null"],
        description: textBounds(output),
        maxLength: output.maxChars,
      };
    case "number":
      return {
        type: ["number", "null"],
        description: `At most ${output.decimals} decimal places`,
        ...range(output),
      };
    case "integer":
      return { type: ["integer", "null"], ...range(output) };
    case "boolean":
      return { type: ["boolean", "null"] };
    case "date":
      return {
        type: ["string", "null"],
        description: "A date in the form YYYY-MM-DD",
        maxLength: 10,
      };
    case "url":
      return {
        type: ["string", "null"],
        description: "A web address that appears in an input field",
        maxLength: maxUrlChars,
      };
    default:
      return output satisfies never;
  }
}

function range({ min, max }: { min?: number | undefined; max?: number | undefined }): JsonSchema {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
}

function textBounds({ maxChars, maxSentences }: Extract<OutputSpec, { type: "text" }>): string {
  const chars = `At most ${maxChars} characters`;
  return maxSentences === undefined ? chars : `${chars} and ${maxSentences} sentences`;
}

function strictObject(properties: Record<string, JsonSchema>): JsonSchema {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
