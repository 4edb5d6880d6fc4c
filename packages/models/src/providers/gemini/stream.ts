import { isFields, parseJson, type StreamJoiner } from "../../exchange/body.ts";
import type { ServerSentEvent } from "../../http/server-sent-events.ts";

/** The chunks of a reply, each of which is a small one, as the one that they would have been. */
export class GenerateContentJoiner implements StreamJoiner {
  /** What the last chunk that had it said. */
  readonly #last: Record<string, unknown> = {};
  readonly #parts: unknown[] = [];
  #finishReason: unknown;

  add(events: readonly ServerSentEvent[]): string {
    return events.map(({ data }) => this.addChunk(parseJson(data))).join("");
  }

  get isWhole(): boolean {
    return this.#isEnded && isFields(this.#last.usageMetadata);
  }

  body(): unknown {
    const { error } = this.#last;
    if (error !== undefined) return { error };
    if (!this.#isEnded) return undefined;
    if (this.#finishReason === undefined) return this.#last;
    const content = { role: "model", parts: this.#parts };
    return { ...this.#last, candidates: [{ content, finishReason: this.#finishReason }] };
  }

  get #isEnded(): boolean {
    const { promptFeedback } = this.#last;
    const isBlocked = isFields(promptFeedback) && typeof promptFeedback.blockReason === "string";
    return this.#finishReason !== undefined || isBlocked;
  }

  addChunk(chunk: unknown): string {
    if (!isFields(chunk)) return "";
    const { candidates, ...rest } = chunk;
    for (const [key, value] of Object.entries(rest)) {
      if (value !== null && value !== undefined) this.#last[key] = value;
    }
    // Others than the first were not asked for.
    const first: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
    if (!isFields(first)) return "";
    if (typeof first.finishReason === "string") this.#finishReason = first.finishReason;
    const { content } = first;
    const parts: unknown = isFields(content) ? content.parts : undefined;
    return Array.isArray(parts) ? parts.map((one) => this.#addPart(one)).join("") : "";
  }

  #addPart(part: unknown): string {
    this.#parts.push(part);
    const isAnswer = isFields(part) && part.thought !== true && typeof part.text === "string";
    return isAnswer ? String(part.text) : "";
  }
}
