import {
  EventSplitter,
  isEventStream,
  type ServerSentEvent,
} from "../../http/server-sent-events.ts";

/** Puts the events of a stream together. */
export interface StreamJoiner {
  /** Takes an event; what it adds to the text of the answer. */
  add(event: ServerSentEvent): string;
  /** Whether all has come: what the connection does now matters no more. */
  readonly isWhole: boolean;
  /** The body as it would be had it not been streamed; undefined when it has no end. */
  body(): unknown;
}

/**
 * Reads a body as it comes, whether it is streamed or not: some servers stream though nobody asked
 * them to, and others do not though they were asked.
 */
export class BodyReader {
  readonly #joiner: StreamJoiner;
  #splitter: EventSplitter | undefined;
  /** Undefined: it is too early to tell. */
  #isStream: boolean | undefined;
  #text = "";

  constructor(joiner: StreamJoiner) {
    this.#joiner = joiner;
  }

  get isWhole(): boolean {
    return this.#splitter !== undefined && this.#joiner.isWhole;
  }

  /** Takes what comes next; what it adds to the text of the answer, as far as that can be told. */
  push(piece: string): string {
    if (this.#splitter) return this.#join(this.#splitter.push(piece));
    this.#text += piece;
    this.#isStream ??= isEventStream(this.#text);
    if (this.#isStream !== true) return "";
    this.#splitter = new EventSplitter();
    return this.#join(this.#splitter.push(this.#text));
  }

  /** What the whole says; undefined when it is neither JSON nor a stream with an end. */
  body(): unknown {
    if (!this.#splitter) return parseJson(this.#text);
    this.#join(this.#splitter.end());
    return this.#joiner.body();
  }

  #join(events: readonly ServerSentEvent[]): string {
    return events.map((event) => this.#joiner.add(event)).join("");
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text around its mistake; no JSON is a fact of its own.
    return undefined;
  }
}
