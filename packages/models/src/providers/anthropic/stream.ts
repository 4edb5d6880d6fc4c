import { isFields, parseJson, type StreamJoiner } from "../../exchange/body.ts";
import type { ServerSentEvent } from "../../http/server-sent-events.ts";

type Fields = Readonly<Record<string, unknown>>;

interface JoinedBlock {
  block: Fields;
  text: string;
  json: string;
}

/** The events of a message as the one body that they would have been. Reads whatever comes. */
export class MessageJoiner implements StreamJoiner {
  #message: Record<string, unknown> | undefined;
  #error: Fields | undefined;
  #blocks = new Map<unknown, JoinedBlock>();
  isWhole = false;

  add(events: readonly ServerSentEvent[]): string {
    let text = "";
    for (const { data } of events) {
      // Nothing of a message comes after its end.
      if (this.isWhole) break;
      const event = parseJson(data);
      if (isFields(event)) text += this.#addEvent(event);
    }
    return text;
  }

  body(): unknown {
    if (this.#error) return this.#error;
    const message = this.#message;
    const isEnded = this.isWhole || typeof message?.stop_reason === "string";
    if (!message || !isEnded) return undefined;
    const blocks = [...this.#blocks.values()];
    return { ...message, content: blocks.length === 0 ? message.content : blocks.map(blockOf) };
  }

  #addEvent(event: Fields): string {
    switch (event.type) {
      case "message_start":
        // Some repeat it, and what came before it is no part of the message.
        this.#message = isFields(event.message) ? { ...event.message } : {};
        this.#blocks = new Map();
        return "";
      case "content_block_start":
        return this.#startBlock(event);
      case "content_block_delta":
        return this.#addDelta(event);
      case "message_delta":
        this.#endMessage(event);
        return "";
      case "message_stop":
        this.isWhole = this.#message !== undefined;
        return "";
      case "error":
        this.#error = event;
        return "";
      default:
        return "";
    }
  }

  #startBlock({ index, content_block }: Fields): string {
    const block = isFields(content_block) ? content_block : {};
    const text = block.type === "text" && typeof block.text === "string" ? block.text : "";
    this.#blocks.set(index, { block, text, json: "" });
    return text;
  }

  #addDelta({ index, delta }: Fields): string {
    if (!isFields(delta)) return "";
    const joined = this.#blocks.get(index) ?? { block: { type: "text" }, text: "", json: "" };
    this.#blocks.set(index, joined);
    if (delta.type === "text_delta" && typeof delta.text === "string") {
      joined.text += delta.text;
      return delta.text;
    }
    if (delta.type === "input_json_delta" && typeof delta.partial_json === "string") {
      joined.json += delta.partial_json;
    }
    return "";
  }

  /** Its counts are of the whole message, and only those it has are news. */
  #endMessage({ delta, usage }: Fields): void {
    const { usage: begun, ...message } = this.#message ?? {};
    this.#message = {
      ...message,
      ...(isFields(delta) && delta),
      usage: grown(isFields(begun) ? begun : {}, isFields(usage) ? usage : {}),
    };
  }
}

function blockOf({ block, text, json }: JoinedBlock): Fields {
  if (block.type === "text") return { ...block, text };
  return json === "" ? block : { ...block, input: parseJson(json) ?? json };
}

/** Counts only grow, though some send zeros at the end for those that they told at the start. */
function grown(begun: Fields, told: Fields): Fields {
  const news = Object.entries(told).filter(([, value]) => value !== null);
  return {
    ...begun,
    ...Object.fromEntries(news.map(([key, value]) => [key, larger(begun[key], value)])),
  };
}

function larger(one: unknown, other: unknown): unknown {
  return typeof one === "number" && typeof other === "number" ? Math.max(one, other) : other;
}
