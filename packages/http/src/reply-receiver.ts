import { StringDecoder } from "node:string_decoder";
import type { Dispatcher } from "undici";
import { GivenUpUnsent } from "./failure-code.ts";
import { inflate, UnreadableBody } from "./inflate.ts";
import { type RawHeaders, ReplyHeaders } from "./reply-headers.ts";

/** A reply whose head has come. Its body is read once, as it comes or whole. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: {
    get(name: string): string | null;
    entries(): Iterable<readonly [name: string, value: string]>;
  };
  /** Pieces of its text, which end at the signal; left before its end, the reply is given up. */
  pieces(signal: AbortSignal): AsyncIterable<string>;
  text(): Promise<string>;
}

export interface ReceiveOptions {
  signal: AbortSignal | undefined;
  /** A longer reply is given up, however small it came. */
  maxBytes: number;
}

/** Receives a reply without the streams that a larger one would need; ends at the signal. */
export class ReplyReceiver implements Dispatcher.DispatchHandler, HttpReply {
  readonly #begun: PromiseWithResolvers<HttpReply> = Promise.withResolvers();
  readonly #options: ReceiveOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #rawHeaders: RawHeaders = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isSent = false;
  #isEnded = false;
  #failure: { reason: unknown } | undefined;
  #wake: (() => void) | undefined;
  status = 0;
  headers = new ReplyHeaders({});

  constructor(options: ReceiveOptions) {
    this.#options = options;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Resolves when the head has come. */
  get reply(): Promise<HttpReply> {
    return this.#begun.promise;
  }

  async *pieces(signal: AbortSignal): AsyncGenerator<string> {
    // SDKs let go of the signal once a reply has begun.
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
    try {
      if (this.#rawHeaders["content-encoding"] !== undefined) {
        yield await this.text();
        return;
      }
      const decoder = new StringDecoder("utf8");
      for (;;) {
        const text = this.#chunks.map((chunk) => decoder.write(chunk)).join("");
        this.#chunks = [];
        if (text !== "") yield text;
        else if (this.#failure) throw this.#failure.reason;
        else if (this.#isEnded) break;
        else await this.#more();
      }
      const rest = decoder.end();
      if (rest !== "") yield rest;
    } finally {
      signal.removeEventListener("abort", this.#onAbort);
      if (!this.#isEnded) this.#onAbort();
    }
  }

  async text(): Promise<string> {
    while (!this.#isEnded && !this.#failure) await this.#more();
    if (this.#failure) throw this.#failure.reason;
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    const encoding = this.#rawHeaders["content-encoding"];
    if (encoding === undefined) return body.toString();
    return (await inflate(body, String(encoding), this.#options.maxBytes)).toString();
  }

  #abort(reason: unknown): void {
    if (this.#isEnded || this.#failure) return;
    this.#fail(reason);
    this.#controller?.abort(reason instanceof Error ? reason : new Error(String(reason)));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure || this.#options.signal?.aborted) {
      this.#onAbort();
      controller.abort(aborted());
      return;
    }
    this.#isSent = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData["headers"],
  ): void {
    // Something that a proxy tells before the reply.
    if (status < 200) return;
    this.status = status;
    this.#rawHeaders = headers;
    this.headers = new ReplyHeaders(headers);
    this.#begun.resolve(this);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#options.maxBytes) {
      this.#abort(new UnreadableBody(`the body has more than ${this.#options.maxBytes} bytes`));
      return;
    }
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#isEnded = true;
    this.#done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  readonly #onAbort = (): void => this.#abort(this.#isSent ? aborted() : new GivenUpUnsent());

  #fail(reason: unknown): void {
    if (this.#isEnded || this.#failure) return;
    this.#failure = { reason };
    this.#begun.reject(reason);
    this.#done();
  }

  #done(): void {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#wake?.();
  }
}

function aborted(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}
