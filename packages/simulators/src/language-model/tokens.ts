import type { Question } from "./question.ts";
import { createRecent } from "./recent.ts";

export interface TokenCounts {
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  /** Reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
}

const bytesPerToken = 4;
const reasoningTokens = 48;
// OpenAI caches prefixes of at least 1,024 tokens, in steps of 128.
const leastCachedTokens = 1024;
const cacheStep = 128;
const keptPrefixes = 200;

/** Counts a token for four bytes, and remembers which instructions it has read lately. */
export function createTokenCounter(): (
  question: Question,
  body: string,
  text: string,
) => TokenCounts {
  const prefixes = createRecent<{ model: string; text: string }>(keptPrefixes);

  function isCached({ model, ...question }: Question): boolean {
    const text = cacheableOf(question);
    if (prefixes.find((one) => one.model === model && one.text === text)) return true;
    prefixes.add({ model, text });
    return false;
  }

  return (question, body, text) => {
    const prefixTokens = tokensIn(cacheableOf(question));
    const cacheable =
      prefixTokens < leastCachedTokens ? 0 : Math.floor(prefixTokens / cacheStep) * cacheStep;
    const wasCached = cacheable > 0 && isCached(question);
    const reasoned = question.reasons ? reasoningTokens : 0;
    return {
      inputTokens: tokensIn(body),
      cachedTokens: wasCached ? cacheable : 0,
      cacheWriteTokens: wasCached ? 0 : cacheable,
      outputTokens: tokensIn(text) + reasoned,
      reasoningTokens: reasoned,
    };
  };
}

export function tokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

function cacheableOf({
  instructions,
  cacheable = instructions,
}: Pick<Question, "instructions" | "cacheable">): string {
  return cacheable;
}
