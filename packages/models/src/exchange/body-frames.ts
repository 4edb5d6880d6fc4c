import type { JsonSchema } from "../answer-schema.ts";
import type { ModelRequest } from "../model-provider.ts";

/** A body around its input: what is the same for all records of a definition. */
interface Frame {
  request: Pick<ModelRequest, "model" | "task" | "instructions" | "mode" | "maxOutputTokens">;
  before: string;
  after: string;
}

// No input holds it: control characters are cleaned out of what comes from a CRM.
const mark = "\u0001input\u0001";
const markJson = JSON.stringify(mark);

/**
 * Renders bodies as `JSON.stringify` would, and the part that records share only once: schema and
 * instructions are most of a body.
 */
export function createBodyRenderer(
  toBody: (request: ModelRequest) => object,
): (request: ModelRequest) => string {
  const frames = new WeakMap<JsonSchema, Frame[]>();

  function frameOf(request: ModelRequest): Frame {
    const ofSchema = frames.get(request.schema) ?? [];
    const known = ofSchema.find((frame) => isFor(frame, request));
    if (known) return known;
    const body = JSON.stringify(toBody({ ...request, input: mark }));
    const at = body.indexOf(markJson);
    const frame = { request, before: body.slice(0, at), after: body.slice(at + markJson.length) };
    frames.set(request.schema, [...ofSchema, frame]);
    return frame;
  }

  return (request) => {
    if (request.repair) return JSON.stringify(toBody(request));
    const { before, after } = frameOf(request);
    return `${before}${JSON.stringify(request.input)}${after}`;
  };
}

function isFor({ request: one }: Frame, other: ModelRequest): boolean {
  return (
    one.instructions === other.instructions &&
    one.model === other.model &&
    one.task === other.task &&
    one.mode === other.mode &&
    one.maxOutputTokens === other.maxOutputTokens
  );
}
