import type { Reply } from "../core/http-reply.ts";
import { durationText } from "./openai-durations.ts";
import { rateLimited, tooLarge, tooManyAtOnce } from "./openai-errors.ts";
import type { OpenaiOptions } from "./openai-options.ts";

export interface OpenaiLimits {
  /** Takes a request and its tokens from the model's limits; the refusal when they do not hold them. */
  take(model: string, tokens: number, underWay: number): Reply | undefined;
  headers(model: string): Record<string, string>;
}

/** What is reported as a limit where none is enforced. */
const reported = { requests: 30_000, tokens: 150_000_000 };

/** Each model has a bucket of requests and one of tokens: a minute's worth each, refilled all the time. */
export function createOpenaiLimits(options: OpenaiOptions): OpenaiLimits {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency, now = Date.now } = options;
  const bucketsOf = new Map<string, { requests: Bucket; tokens: Bucket }>();

  function buckets(model: string) {
    const known = bucketsOf.get(model);
    if (known) return known;
    const made = {
      requests: createBucket(requestsPerMinute, now),
      tokens: createBucket(tokensPerMinute, now),
    };
    bucketsOf.set(model, made);
    return made;
  }

  return {
    take(model, tokens, underWay) {
      if (maxConcurrency !== undefined && underWay >= maxConcurrency) {
        return tooManyAtOnce(model, maxConcurrency);
      }
      if (tokensPerMinute !== undefined && tokens > tokensPerMinute) {
        return tooLarge({ model, limit: tokensPerMinute, requested: tokens });
      }
      const both = buckets(model);
      const needs = [
        { of: "requests", bucket: both.requests, requested: 1 },
        { of: "tokens", bucket: both.tokens, requested: tokens },
      ] as const;
      for (const { of, bucket, requested } of needs) {
        const waitMs = bucket.waitMs(requested);
        if (waitMs === 0) continue;
        const limit = bucket.limit ?? 0;
        const used = Math.ceil(limit - bucket.level());
        return rateLimited({ model, of, limit, used, requested, waitMs });
      }
      for (const { bucket, requested } of needs) bucket.take(requested);
      return undefined;
    },
    headers(model) {
      const both = buckets(model);
      return { ...headersOf("requests", both.requests), ...headersOf("tokens", both.tokens) };
    },
  };
}

interface Bucket {
  readonly limit: number | undefined;
  level(): number;
  /** 0 when that much may be taken now. */
  waitMs(amount: number): number;
  take(amount: number): void;
}

function createBucket(limit: number | undefined, now: () => number): Bucket {
  let kept = limit ?? 0;
  let at = now();
  function level(): number {
    const nowMs = now();
    kept = Math.min(limit ?? 0, kept + ((nowMs - at) * (limit ?? 0)) / 60_000);
    at = nowMs;
    return kept;
  }
  return {
    limit,
    level,
    waitMs(amount) {
      if (limit === undefined) return 0;
      const missing = amount - level();
      return missing <= 0 ? 0 : Math.ceil((missing * 60_000) / limit);
    },
    take(amount) {
      if (limit !== undefined) kept = level() - amount;
    },
  };
}

function headersOf(of: "requests" | "tokens", bucket: Bucket): Record<string, string> {
  const limit = bucket.limit ?? reported[of];
  const left = bucket.limit === undefined ? limit : Math.floor(bucket.level());
  return {
    [`x-ratelimit-limit-${of}`]: `${limit}`,
    [`x-ratelimit-remaining-${of}`]: `${left}`,
    [`x-ratelimit-reset-${of}`]: durationText(((limit - left) * 60_000) / limit),
  };
}
