import { isFields, parseJson, type StreamJoiner } from "../../exchange/body.ts";
import type { ServerSentEvent } from "../../http/server-sent-events.ts";

type Fields = Readonly<Record<string, unknown>>;

const ofChunk = ["id", "model", "error", "usage", "x_groq", "service_tier"];
const ofChoice = ["finish_reason", "error", "usage"];
const texts = ["refusal", "reasoning_content", "reasoning"];

/** The chunks of a completion as the one body that they would have been. Reads whatever comes. */
export class ChatJoiner implements StreamJoiner {
  /** What the last chunk that had it said. */
  readonly #chunk: Record<string, unknown> = {};
  readonly #choice: Record<string, unknown> = {};
  readonly #texts: Record<string, string> = {};
  readonly #calls = new Map<unknown, string>();
  #text = "";
  /** Parts of Mistral's thinking models, with the texts among them. */
  #parts: unknown[] | undefined;
  /** Usage is in the last chunk, and some send no reason; others report it with each text. */
  #endsWithUsage = false;
  #frame: Frame | undefined;
  isWhole = false;

  add(events: readonly ServerSentEvent[]): string {
    return events.map((event) => this.#addEvent(event)).join("");
  }

  #addEvent({ data }: ServerSentEvent): string {
    if (data === "[DONE]") {
      this.isWhole = true;
      return "";
    }
    const repeated = this.#frame && textInFrame(data, this.#frame);
    if (repeated !== undefined) return this.#addContent(repeated);
    const event = parseJson(data);
    if (!isFields(event)) return "";
    const text = this.#addChunk(event);
    this.#endsWithUsage =
      text === "" && isPresent(event.usage ?? this.#choice.usage ?? usageIn(event.x_groq));
    this.#frame = text === "" ? undefined : frameOf(data, text);
    return text;
  }

  body(): unknown {
    const { finish_reason, error: choiceError, usage: choiceUsage } = this.#choice;
    const isEnded = [finish_reason, this.#chunk.error].some(isPresent) || this.#endsWithUsage;
    if (!isEnded) return undefined;
    const message = {
      ...{ content: this.#parts ?? this.#text, refusal: null, reasoning_content: null },
      ...{ reasoning: null, ...this.#texts },
      tool_calls: [...this.#calls.values()].map((text) => ({ function: { arguments: text } })),
    };
    return {
      ...{ ...this.#chunk, usage: this.#chunk.usage ?? choiceUsage },
      choices: [{ finish_reason, error: choiceError, message }],
    };
  }

  #addChunk(event: Fields): string {
    keepPresent(this.#chunk, event, ofChunk);
    let added = "";
    for (const choice of listIn(event.choices)) {
      // Others than the first were not asked for.
      if (choice.index) continue;
      keepPresent(this.#choice, choice, ofChoice);
      if (isFields(choice.delta)) added += this.#addDelta(choice.delta);
    }
    return added;
  }

  #addDelta(delta: Fields): string {
    for (const key of texts) {
      const text = delta[key];
      if (typeof text === "string" && text !== "")
        this.#texts[key] = (this.#texts[key] ?? "") + text;
    }
    for (const { index, function: called } of listIn(delta.tool_calls)) {
      const text = isFields(called) ? called.arguments : "";
      const at = index ?? 0;
      this.#calls.set(at, (this.#calls.get(at) ?? "") + (typeof text === "string" ? text : ""));
    }
    return isPresent(delta.content) ? this.#addContent(delta.content) : "";
  }

  #addContent(content: unknown): string {
    if (typeof content === "string" && !this.#parts) {
      this.#text += content;
      return content;
    }
    this.#parts ??= this.#text === "" ? [] : [this.#text];
    this.#parts.push(...(Array.isArray(content) ? content : [content]));
    return "";
  }
}

/** What surrounds the text in a chunk; most chunks that follow differ only in their text. */
interface Frame {
  before: string;
  after: string;
}

function frameOf(data: string, text: string): Frame | undefined {
  const [before, after, ...others] = data.split(JSON.stringify(text));
  if (before === undefined || after === undefined || others.length > 0) return undefined;
  return before.endsWith('"content":') ? { before, after } : undefined;
}

/** The text of a chunk in the same frame, which needs no more parsing than that. */
function textInFrame(data: string, { before, after }: Frame): string | undefined {
  if (!data.startsWith(before) || !data.endsWith(after)) return undefined;
  const text = parseJson(data.slice(before.length, data.length - after.length));
  return typeof text === "string" ? text : undefined;
}

function keepPresent(kept: Record<string, unknown>, told: Fields, keys: readonly string[]): void {
  for (const key of keys) if (isPresent(told[key])) kept[key] = told[key];
}

/** Groq's, which names the request in its first chunk and reports usage in its last. */
function usageIn(told: unknown): unknown {
  return isFields(told) ? told.usage : undefined;
}

function listIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}
