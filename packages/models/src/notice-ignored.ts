import type { Logger } from "@fieldwork/runtime";
import type { ModelProvider } from "./model-provider.ts";
import type { AttemptTurn } from "./prepare-attempt.ts";

export type NoticeIgnored = (provider: ModelProvider, turn: AttemptTurn) => void;

/** Warns once for each model of each enrichment of what its vendor will not hold an answer to. */
export function createNoticeIgnored(logger: Logger): NoticeIgnored {
  const seen = new Set<string>();
  return (provider, { ref, call, schema, maxOutputTokens }) => {
    const key = `${ref.provider}/${ref.model} ${call.task}`;
    if (seen.has(key)) return;
    seen.add(key);
    const { task, instructions, input } = call;
    const asked = { model: ref.model, task, instructions, input, schema, maxOutputTokens };
    const ignored = provider.ignored?.(asked) ?? [];
    if (ignored.length === 0) return;
    logger.warn(
      { ...ref, enrichment: task, ignored },
      "the vendor does not hold answers to all of the schema; they are checked and repaired here",
    );
  };
}
