import { collectReply } from "../collect-reply.ts";
import type { ModelProvider, ModelReply } from "../model-provider.ts";
import { fenceFields } from "../render-input.ts";

/** What the baseline answers to these fields, as they are. */
export function askBaseline(
  provider: ModelProvider,
  { task, fields }: { task: string; fields: Readonly<Record<string, string>> },
): Promise<ModelReply> {
  const call = provider.prepare({
    ...{ model: "tf-idf", task, instructions: "", input: fenceFields(fields), schema: {} },
    maxOutputTokens: 1,
  });
  return collectReply(call.send(new AbortController().signal));
}
