export interface ServerSentEvent {
  /** Empty where it has none. */
  name: string;
  data: string;
}

/** Splits a text that comes in pieces into server-sent events. */
export class EventSplitter {
  /** The beginning of a line whose end has not come. */
  #rest = "";
  #name = "";
  #data: string | undefined;

  /** The events that this piece completes. */
  push(piece: string): ServerSentEvent[] {
    if (!piece.includes("\n")) {
      this.#rest += piece;
      return [];
    }
    const events: ServerSentEvent[] = [];
    const text = this.#rest + piece;
    let start = 0;
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end < 0) break;
      const event = this.#take(text.slice(start, text[end - 1] === "\r" ? end - 1 : end));
      if (event) events.push(event);
      start = end + 1;
    }
    this.#rest = text.slice(start);
    return events;
  }

  /** The last one, which some send without the empty line behind it. */
  end(): ServerSentEvent[] {
    const last = [this.#take(this.#rest), this.#take("")];
    this.#rest = "";
    return last.filter((event) => event !== undefined);
  }

  #take(line: string): ServerSentEvent | undefined {
    if (line.startsWith("data:")) {
      const data = line.slice(line[5] === " " ? 6 : 5);
      this.#data = this.#data === undefined ? data : `${this.#data}\n${data}`;
    } else if (line.startsWith("event:")) {
      this.#name = line.slice("event:".length).trim();
    } else if (line === "") {
      const [name, data] = [this.#name, this.#data];
      this.#name = "";
      this.#data = undefined;
      return data === undefined ? undefined : { name, data };
    }
    return undefined;
  }
}

const eventLine = /^(?:data|event|id|retry)?:/;

/** Whether a text that has begun so is one of events; undefined: it is too short to tell. */
export function isEventStream(begun: string): boolean | undefined {
  const text = begun.trimStart();
  if (text === "") return undefined;
  // No line of events is shorter; of JSON and pages the first character tells.
  if (/^[^:deir]/.test(text)) return false;
  const end = text.indexOf("\n");
  return end < 0 ? undefined : eventLine.test(text);
}
