import { parseJson, type StreamJoiner } from "../../exchange/body.ts";
import type { ServerSentEvent } from "../../http/server-sent-events.ts";

const ended = /^response\.(?:completed|incomplete|failed|cancelled)$/;
const textDelta = "response.output_text.delta";
const itemDone = "response.output_item.done";
const typeInData = /^\s*\{\s*"type"\s*:\s*"([\w.]+)"/;

interface ResponseEvent {
  type?: unknown;
  delta?: unknown;
  response?: unknown;
  item?: unknown;
}

/** The response that a stream ends with, or its error. */
export class ResponsesJoiner implements StreamJoiner {
  #end: object | undefined;
  #error: object | undefined;
  readonly #items: string[] = [];

  add(events: readonly ServerSentEvent[]): string {
    const typed = events.map(({ name, data }) => ({
      type: name || typeInData.exec(data)?.[1],
      data,
    }));
    // Most events are repeated at the end: they are not even parsed, nor is text that arrives with it.
    const isLast = typed.some(({ type = "" }) => ended.test(type));
    let text = "";
    for (const { type, data } of typed) {
      if (type === itemDone) this.#items.push(data);
      const isNews =
        type === undefined ||
        type === "error" ||
        ended.test(type) ||
        (type === textDelta && !isLast);
      const event = isNews ? parseJson(data) : undefined;
      if (typeof event === "object" && event !== null) text += this.#addEvent(event);
    }
    return text;
  }

  get isWhole(): boolean {
    return this.#end !== undefined;
  }

  body(): unknown {
    if (!this.#end) return this.#error && { error: this.#error };
    const { output } = this.#end as { output?: unknown };
    const isEmpty = !Array.isArray(output) || output.length === 0;
    return isEmpty && this.#items.length > 0
      ? { ...this.#end, output: this.#items.map(itemIn) }
      : this.#end;
  }

  #addEvent(event: ResponseEvent): string {
    const { type, delta, response } = event;
    if (type === textDelta) return typeof delta === "string" ? delta : "";
    if (type === "error") this.#error = event;
    if (typeof type !== "string" || !ended.test(type)) return "";
    if (typeof response === "object" && response !== null) this.#end = response;
    return "";
  }
}

function itemIn(data: string): unknown {
  const event = parseJson(data);
  return typeof event === "object" && event !== null ? (event as ResponseEvent).item : undefined;
}
