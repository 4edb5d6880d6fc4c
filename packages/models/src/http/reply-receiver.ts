import { StringDecoder } from "node:string_decoder";
import type { Transport } from "@fieldwork/http";
import { inflate } from "./inflate.ts";
import { type RawHeaders, ReplyHeaders } from "./reply-headers.ts";
import type { HeaderEntries } from "./vendor-limits.ts";

/** A reply whose head has come. Its body is read once, as it comes or whole. */
export interface HttpReply {
  readonly status: number;
  readonly headers: { get(name: string): string | null; entries(): HeaderEntries };
  /** Pieces of its text, which end at the signal; left before its end, the reply is given up. */
  pieces(signal: AbortSignal): AsyncIterable<string>;
  text(): Promise<string>;
}

export interface ReceiveOptions {
  signal: AbortSignal | undefined;
  /** After inflation; of what comes over the wire the dispatcher takes no more, either. */
  maxBytes: number;
}

/** Receives a reply without the streams that a larger one would need; ends at the signal. */
export class ReplyReceiver implements Transport.DispatchHandler, HttpReply {
  readonly #begun: PromiseWithResolvers<HttpReply> = Promise.withResolvers();
  readonly #options: ReceiveOptions;
  #controller: Transport.DispatchController | undefined;
  #rawHeaders: RawHeaders = {};
  #chunks: Buffer[] = [];
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
    if (this.#rawHeaders["content-encoding"] !== undefined) {
      yield await this.text();
      return;
    }
    const decoder = new StringDecoder("utf8");
    // SDKs let go of the signal once a reply has begun.
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
    try {
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
    return encoding === undefined
      ? body.toString()
      : inflate(body, String(encoding), this.#options.maxBytes).toString();
  }

  #abort(reason: unknown): void {
    if (this.#isEnded || this.#failure) return;
    this.#fail(reason);
    this.#controller?.abort(reason instanceof Error ? reason : new Error(String(reason)));
  }

  onRequestStart(controller: Transport.DispatchController): void {
    this.#controller = controller;
    if (this.#failure || this.#options.signal?.aborted) {
      this.#onAbort();
      controller.abort(aborted());
    }
  }

  onResponseStart(
    _controller: Transport.DispatchController,
    status: number,
    headers: Transport.ResponseData["headers"],
  ): void {
    this.status = status;
    this.#rawHeaders = headers;
    this.headers = new ReplyHeaders(headers);
    this.#begun.resolve(this);
  }

  onResponseData(_controller: Transport.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#isEnded = true;
    this.#done();
  }

  onResponseError(_controller: Transport.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  readonly #onAbort = (): void => this.#abort(aborted());

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
