import { z } from "zod";
import type { FinishReason, ModelReply } from "../../model-provider.ts";
import { usageFromReply } from "./openai-usage.ts";

/** A reply of status 200. */
export type OpenaiReply =
  | { kind: "reply"; reply: ModelReply }
  /** It says that it failed. */
  | { kind: "error"; error: OpenaiErrorBody }
  | { kind: "malformed" };

/** What a vendor says of an error; self-hosted servers put a status into `code`. */
export const openaiErrorBody = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
});
export type OpenaiErrorBody = z.infer<typeof openaiErrorBody>;

const responsesReply = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  status: z.string().nullish(),
  error: openaiErrorBody.nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z
    .array(
      z.object({
        type: z.string().nullish(),
        content: z
          .array(
            z.object({
              type: z.string().nullish(),
              text: z.string().nullish(),
              refusal: z.string().nullish(),
            }),
          )
          .nullish()
          .catch(null),
      }),
    )
    .nullish(),
});

/** A body of `/v1/responses`. Pure. */
export function readResponsesReply(body: unknown): OpenaiReply {
  const parsed = responsesReply.safeParse(body);
  if (!parsed.success) return { kind: "malformed" };
  const { id, model, status, error, output } = parsed.data;
  if (error) return { kind: "error", error };
  const finishReason = finishOfResponses(parsed.data);
  if (finishReason === undefined || !output) return { kind: "malformed" };
  const parts = output
    .filter(({ type }) => type === "message")
    .flatMap(({ content }) => content ?? []);
  const text = parts.flatMap((part) => part.text ?? []).join("");
  const isRefusal = parts.some(({ type }) => type === "refusal");
  return {
    kind: "reply",
    reply: {
      text,
      finishReason: status === "completed" && isRefusal ? "refusal" : finishReason,
      usage: usageFromReply(body),
      model: model ?? "",
      responseId: id ?? undefined,
    },
  };
}

/** Undefined: not an end. */
function finishOfResponses({
  status,
  incomplete_details,
}: z.infer<typeof responsesReply>): FinishReason | undefined {
  switch (status) {
    case "completed":
      return "stop";
    case "incomplete":
      return incompleteReason(incomplete_details?.reason);
    default:
      return undefined;
  }
}

function incompleteReason(reason: string | null | undefined): FinishReason {
  switch (reason) {
    case "max_output_tokens":
      return "length";
    case "content_filter":
      return "content-filter";
    default:
      return "other";
  }
}

const chatReply = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  error: openaiErrorBody.nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .nullish(),
});

/** A body of `/v1/chat/completions`. Pure. */
export function readChatReply(body: unknown): OpenaiReply {
  const parsed = chatReply.safeParse(body);
  if (!parsed.success) return { kind: "malformed" };
  const { id, model, error, choices } = parsed.data;
  if (error) return { kind: "error", error };
  const choice = choices?.[0];
  if (!choice) return { kind: "malformed" };
  const { content, refusal } = choice.message;
  return {
    kind: "reply",
    reply: {
      text: content ?? "",
      finishReason: refusal ? "refusal" : finishOfChat(choice.finish_reason),
      usage: usageFromReply(body),
      model: model ?? "",
      responseId: id ?? undefined,
    },
  };
}

function finishOfChat(reason: string | null | undefined): FinishReason {
  switch (reason) {
    case "stop":
      return "stop";
    case "length":
      return "length";
    case "content_filter":
      return "content-filter";
    default:
      return "other";
  }
}
