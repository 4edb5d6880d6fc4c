import type { ModelEvent, ModelFinish, ModelReply, TokenUsage } from "./model-provider.ts";

/** The whole answer that events make up. Throws where they end without a finish: that is a provider's mistake. */
export async function collectReply(
  events: AsyncIterable<ModelEvent>,
  /** With all of the text so far. */
  onEvent?: (text: string) => void,
): Promise<ModelReply> {
  let text = "";
  let usage: TokenUsage | null = null;
  let finish: ModelFinish | undefined;
  for await (const event of events) {
    switch (event.kind) {
      case "text":
        text = event.replaces ? event.text : text + event.text;
        break;
      case "usage":
        usage = event.usage;
        break;
      case "finish": {
        const { kind: _, ...told } = event;
        finish = told;
        break;
      }
      default:
        event satisfies never;
    }
    onEvent?.(text);
  }
  if (!finish) throw new Error("a provider's events ended without a finish");
  return { text, usage, ...finish };
}
