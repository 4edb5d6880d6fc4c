import { z } from "zod";
import { parse } from "../core/control-routes.ts";
import type { Reply } from "../core/http-reply.ts";
import type { VendorFault } from "../core/routes.ts";
import { durationText } from "./openai-durations.ts";
import { openaiError } from "./openai-errors.ts";

/** How a vendor says when to come back. */
const hint = z.enum([
  "none",
  "seconds",
  "milliseconds",
  "date",
  "epoch-seconds",
  "epoch-milliseconds",
  "words",
  "seconds-in-words",
  "retry-info",
  "reset-duration",
  "reset-seconds",
  "reset-epoch",
  "reset-date",
]);
export type RateLimitHint = z.infer<typeof hint>;

/** Told as `{ vendor: "rate-limit", hint: "words", waitMs: 38000 }`. */
const hintedLimit = z.looseObject({
  vendor: z.literal("rate-limit"),
  hint: hint.default("seconds"),
  waitMs: z.number().positive().default(1000),
});

/** A 429 that says in one way only when to come back. */
export function limitWithHint(
  fault: VendorFault,
  { model, nowMs }: { model: string; nowMs: number },
): Reply {
  const { hint: how, waitMs } = parse(hintedLimit, JSON.stringify(fault));
  const { headers = {}, words = "", body } = hints[how]({ waitMs, at: new Date(nowMs + waitMs) });
  if (body) return { status: 429, headers, json: body };
  const reply = openaiError(429, {
    message: `Rate limit reached for ${model} on tokens per min (TPM): Limit 30000, Used 30000.${words}`,
    type: "tokens",
    code: "rate_limit_exceeded",
  });
  return { ...reply, headers };
}

interface Hinted {
  headers?: Record<string, string>;
  words?: string;
  /** In place of OpenAI's. */
  body?: unknown;
}

type Hint = (wait: { waitMs: number; at: Date }) => Hinted;

const spent = { "x-ratelimit-remaining-tokens": "0" };
const seconds = (ms: number) => `${Math.ceil(ms / 1000)}`;

const hints: Readonly<Record<RateLimitHint, Hint>> = {
  none: () => ({}),
  seconds: ({ waitMs }) => ({ headers: { "retry-after": seconds(waitMs) } }),
  milliseconds: ({ waitMs }) => ({ headers: { "retry-after-ms": `${waitMs}` } }),
  date: ({ at }) => ({ headers: { "retry-after": at.toUTCString() } }),
  "epoch-seconds": ({ at }) => ({ headers: { "retry-after": seconds(at.getTime()) } }),
  "epoch-milliseconds": ({ at }) => ({ headers: { "retry-after": `${at.getTime()}` } }),
  words: ({ waitMs }) => ({ words: ` Please try again in ${durationText(waitMs)}.` }),
  "seconds-in-words": ({ waitMs }) => ({
    words: ` Please retry after ${seconds(waitMs)} seconds.`,
  }),
  "retry-info": ({ waitMs }) => ({ body: [{ error: geminiError(waitMs) }] }),
  "reset-duration": ({ waitMs }) => ({
    headers: { ...spent, "x-ratelimit-reset-tokens": durationText(waitMs) },
  }),
  "reset-seconds": ({ waitMs }) => ({
    headers: { ...spent, "x-ratelimit-reset-tokens": `${waitMs / 1000}` },
  }),
  "reset-epoch": ({ at }) => ({
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${at.getTime()}` },
  }),
  "reset-date": ({ at }) => ({
    headers: {
      "anthropic-ratelimit-tokens-remaining": "0",
      "anthropic-ratelimit-tokens-reset": at.toISOString(),
    },
  }),
};

function geminiError(waitMs: number) {
  return {
    ...{ code: 429, status: "RESOURCE_EXHAUSTED" },
    message: "You exceeded your current quota, please check your plan and billing details.",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier" }],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${waitMs / 1000}s` },
    ],
  };
}
