import { z } from "zod";
import type { Call } from "../core/routes.ts";
import type { JsonSchema } from "../language-model/json-schema.ts";
import type { ReadRequest } from "../language-model/question.ts";
import { invalidArgument } from "./gemini-errors.ts";

const part = z.strictObject({ text: z.string() });
const content = z.strictObject({
  role: z.enum(["user", "model"]).optional(),
  parts: z.array(part).min(1),
});

const request = z.strictObject({
  contents: z.array(content).min(1),
  systemInstruction: z.object({ parts: z.array(part) }).optional(),
  generationConfig: z
    .strictObject({
      maxOutputTokens: z.int().positive().optional(),
      responseMimeType: z.enum(["text/plain", "application/json"]).optional(),
      responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
      thinkingConfig: z
        .strictObject({
          thinkingBudget: z.int().optional(),
          thinkingLevel: z.enum(["minimal", "low", "medium", "high"]).optional(),
        })
        .optional(),
      temperature: z.number().optional(),
      topP: z.number().optional(),
      seed: z.int().optional(),
      stopSequences: z.array(z.string()).optional(),
    })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        functionDeclarations: z.array(
          z.strictObject({
            name: z.string(),
            parametersJsonSchema: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    )
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.literal("ANY"),
        allowedFunctionNames: z.array(z.string()),
      }),
    })
    .optional(),
  safetySettings: z.array(z.unknown()).optional(),
});

/** A body of `models/…:generateContent`, or what Google would say to it. */
export function readGenerateRequest(streams: boolean): (call: Call) => ReadRequest {
  return ({ body, params, query }) => {
    const model = (params.target ?? "").replace(/:\w+$/, "");
    const parsed = request.safeParse(parsedBody(body));
    if (!parsed.success)
      return { kind: "refused", reply: invalidArgument(problemIn(parsed.error)) };
    if (streams && query.get("alt") !== "sse") {
      return { kind: "refused", reply: invalidArgument("Only alt=sse is simulated.") };
    }
    const { contents, systemInstruction, generationConfig = {} } = parsed.data;
    const problem = problemWith(generationConfig);
    if (problem !== undefined) return { kind: "refused", reply: invalidArgument(problem) };
    const tool = forcedTool(parsed.data);
    const instructions = textOf(systemInstruction?.parts ?? []);
    const wasAnswered = contents.some(({ role }) => role === "model");
    return {
      kind: "question",
      question: {
        ...{ model, instructions, cacheable: instructions },
        userTexts: contents
          .filter(({ role }) => role !== "model")
          .map(({ parts }) => textOf(parts)),
        turn: wasAnswered ? "repair" : "first",
        schema: (tool?.parametersJsonSchema ?? generationConfig.responseJsonSchema) as
          | JsonSchema
          | undefined,
        tool: tool?.name,
        maxOutputTokens: generationConfig.maxOutputTokens ?? Number.POSITIVE_INFINITY,
        reasons: doesThink(model, generationConfig.thinkingConfig),
        stream: streams ? { tellsUsage: true } : undefined,
      },
    };
  };
}

function forcedTool({ tools = [], toolConfig }: z.infer<typeof request>) {
  const allowed = toolConfig?.functionCallingConfig.allowedFunctionNames ?? [];
  const declared = tools.flatMap((one) => one.functionDeclarations);
  return declared.find(({ name }) => allowed.includes(name));
}

type GenerationConfig = NonNullable<z.infer<typeof request>["generationConfig"]>;

function problemWith({ responseJsonSchema, responseMimeType }: GenerationConfig) {
  if (responseJsonSchema === undefined) return undefined;
  if (responseMimeType !== "application/json") {
    return "Function calling config or response schema is only supported with response mime type: 'application/json'";
  }
  return JSON.stringify(responseJsonSchema).includes('"maxLength"')
    ? "maxLength is not supported in response_json_schema"
    : undefined;
}

function doesThink(model: string, told: GenerationConfig["thinkingConfig"]): boolean {
  return told?.thinkingBudget !== 0 && told?.thinkingLevel !== "minimal" && /^gemini/.test(model);
}

function textOf(parts: readonly { text: string }[]): string {
  return parts.map(({ text }) => text).join("\n");
}

function problemIn({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.map(String).join(".") ?? "";
  if (issue?.code === "unrecognized_keys") {
    return `Invalid JSON payload received. Unknown name "${issue.keys[0]}" at '${path}': Cannot find field.`;
  }
  return `Invalid value at '${path}'`;
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Then no field of it is there.
    return undefined;
  }
}
