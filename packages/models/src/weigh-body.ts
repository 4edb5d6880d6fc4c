import type { PreparedCall } from "./model-provider.ts";

/**
 * Input tokens that a vendor may count beyond the request's text: its framing of turns and schema.
 * Generous: measured framings are a few dozen.
 */
const framingTokens = 512;
// English has four bytes a token, other languages fewer; settling gives back what was too much.
const bytesPerToken = 3;

/** What a body of text can count for. A token is at least one byte, whatever the tokenizer. Pure. */
export function weighBody(
  body: string,
): Pick<PreparedCall, "inputTokensAtMost" | "inputTokensLikely"> {
  const bytes = Buffer.byteLength(body);
  return {
    inputTokensAtMost: bytes + framingTokens,
    inputTokensLikely: Math.ceil(bytes / bytesPerToken),
  };
}
