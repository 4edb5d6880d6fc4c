import { z } from "zod";

/**
 * The data of each event in a stream, for servers that stream although they were told not to.
 * Undefined when the text is none, or holds nothing that can be read. Pure.
 */
export function readEvents(text: string): unknown[] | undefined {
  if (!/^(?:\s*(?:data|event|id|retry)?:[^\n]*\n)/.test(text)) return undefined;
  const events = text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    return eventOf(lines.map((line) => line.slice("data:".length)).join("\n"));
  });
  return events.length === 0 ? undefined : events;
}

function eventOf(data: string): unknown[] {
  try {
    return [JSON.parse(data)];
  } catch {
    // `[DONE]`, and what was cut off.
    return [];
  }
}

const optionalText = z.string().nullish().catch(null);

const delta = z.object({
  content: z.unknown().optional(),
  refusal: optionalText,
  reasoning_content: optionalText,
  reasoning: optionalText,
  tool_calls: z
    .array(
      z.object({
        index: z.number().nullish().catch(null),
        function: z.object({ arguments: optionalText }).nullish().catch(null),
      }),
    )
    .nullish()
    .catch(null),
});

const chunk = z.object({
  id: optionalText,
  model: optionalText,
  choices: z
    .array(
      z.object({
        index: z.number().nullish().catch(null),
        delta: delta.nullish().catch(null),
        finish_reason: optionalText,
        error: z.unknown().optional(),
        usage: z.unknown().optional(),
      }),
    )
    .nullish()
    .catch(null),
  error: z.unknown().optional(),
  usage: z.unknown().optional(),
  x_groq: z.unknown().optional(),
  service_tier: z.unknown().optional(),
});
type Chunk = z.infer<typeof chunk>;

/** The chunks of a completion as the one body that they would have been. Undefined: it has no end. Pure. */
export function joinChatChunks(events: readonly unknown[]): unknown {
  const chunks = events.flatMap((event) => chunk.safeParse(event).data ?? []);
  const choices = chunks.flatMap(({ choices: own }) => own ?? []).filter(({ index }) => !index);
  const last = <K extends keyof Chunk>(key: K) =>
    chunks.findLast((one) => one[key] !== null && one[key] !== undefined)?.[key];
  const lastOfChoice = (key: "finish_reason" | "error" | "usage") =>
    choices.findLast((one) => one[key] !== null && one[key] !== undefined)?.[key];
  const deltas = choices.flatMap((one) => one.delta ?? []);
  const error = last("error");
  const finish = lastOfChoice("finish_reason");
  // Usage stands in the last chunk, and some send no reason.
  const usage = last("usage") ?? lastOfChoice("usage");
  if ([finish, error, usage].every((one) => one === undefined)) return undefined;
  return {
    ...{ id: last("id"), model: last("model"), error, usage, x_groq: last("x_groq") },
    service_tier: last("service_tier"),
    choices: [{ finish_reason: finish, error: lastOfChoice("error"), message: joinDeltas(deltas) }],
  };
}

function joinDeltas(deltas: readonly z.infer<typeof delta>[]): object {
  const joined = (key: "refusal" | "reasoning_content" | "reasoning") =>
    deltas.map((one) => one[key] ?? "").join("") || null;
  const calls = new Map<number, string>();
  for (const call of deltas.flatMap(({ tool_calls }) => tool_calls ?? [])) {
    const index = call.index ?? 0;
    calls.set(index, (calls.get(index) ?? "") + (call.function?.arguments ?? ""));
  }
  return {
    content: joinContents(deltas.map(({ content }) => content)),
    refusal: joined("refusal"),
    reasoning_content: joined("reasoning_content"),
    reasoning: joined("reasoning"),
    tool_calls: [...calls.values()].map((text) => ({ function: { arguments: text } })),
  };
}

/** Texts, or parts of Mistral's thinking models. */
function joinContents(contents: readonly unknown[]): unknown {
  const said = contents.filter((one) => one !== null && one !== undefined);
  return said.every((one) => typeof one === "string") ? said.join("") : said.flat();
}

const ended = /^response\.(?:completed|incomplete|failed|cancelled)$/;

const responseEvent = z.object({ type: z.string(), response: z.unknown().optional() });

/** The response that a stream ends with, or the error. Undefined: it has no end. Pure. */
export function joinResponseEvents(events: readonly unknown[]): unknown {
  const told = events.flatMap((event) => responseEvent.loose().safeParse(event).data ?? []);
  const end = told.findLast(({ type }) => ended.test(type));
  if (end) return end.response;
  const error = told.findLast(({ type }) => type === "error");
  return error && { error };
}
