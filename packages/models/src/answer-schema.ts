import type { OutputSpec } from "@fieldwork/contracts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The answer to `outputs` as JSON Schema, in the subset that every strict mode takes: all keys
 * required, none beside them, unions by `type` and `enum` only. Bounds stand in descriptions, because
 * vendors differ in which they enforce; `checkAnswer` enforces them all.
 */
export function answerSchema(outputs: readonly OutputSpec[]): JsonSchema {
  return strictObject(
    Object.fromEntries(outputs.map((output) => [output.name, outputSchema(output)])),
  );
}

function outputSchema(output: OutputSpec): JsonSchema {
  // The quote comes before the value it carries, as a model writes in this order.
  return strictObject({
    evidence: {
      type: ["string", "null"],
      description: "Words copied exactly from one input field; null without a value",
    },
    value: valueSchema(output),
    confidence: { type: "number", description: "0 to 1" },
  });
}

function valueSchema(output: OutputSpec): JsonSchema {
  switch (output.type) {
    case "choice":
      return { type: ["string", "null"], enum: [...output.options, null] };
    case "text":
      return { type: ["string", "null"], description: textBounds(output) };
    default:
      return output satisfies never;
  }
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
