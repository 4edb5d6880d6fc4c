import { EventSplitter, isEventStream, type ServerSentEvent } from "../http/server-sent-events.ts";

/** Assembles the events of a stream. */
export interface StreamJoiner {
  /** Takes events that arrived together and returns what they add to the text of the answer. */
  add(events: readonly ServerSentEvent[]): string;
  /** Whether everything has arrived: what the connection does now no longer matters. */
  readonly isWhole: boolean;
  /** The body as it would be without streaming; undefined if it has no end. */
  body(): unknown;
}

/**
 * Reads a body as it arrives, whether it is streamed or not: some servers stream although nobody asked
 * them to, and others do not although they were asked.
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

  /** Takes the next piece and returns what it adds to the text of the answer, as far as that is known. */
  push(piece: string): string {
    if (this.#splitter) return this.#joiner.add(this.#splitter.push(piece));
    // A server may send a mark of its byte order first, which belongs to no text.
    this.#text = (this.#text + piece).replace(/^\ufeff/, "");
    this.#isStream ??= isEventStream(this.#text);
    if (this.#isStream !== true) return "";
    this.#splitter = new EventSplitter();
    return this.#joiner.add(this.#splitter.push(this.#text));
  }

  /** The whole body; undefined if it is neither JSON nor a stream with an end. */
  body(): unknown {
    if (!this.#splitter) return parseJson(this.#text);
    this.#joiner.add(this.#splitter.end());
    return this.#joiner.body();
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text around its mistake; that it is not JSON says enough.
    return undefined;
  }
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
