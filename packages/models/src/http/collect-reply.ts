import type { Dispatcher } from "undici";
import { inflate } from "./inflate.ts";
import { type RawHeaders, ReplyHeaders } from "./reply-headers.ts";

/** A reply that was read whole. */
export interface CollectedReply {
  status: number;
  headers: ReplyHeaders;
  text: string;
}

export interface CollectOptions {
  signal: AbortSignal | undefined;
  /** After inflation; of what comes over the wire the dispatcher takes no more, either. */
  maxBytes: number;
}

/** Collects a reply without the streams that a larger one would need; ends at the signal. */
export class ReplyCollector implements Dispatcher.DispatchHandler {
  readonly #settle: PromiseWithResolvers<CollectedReply> = Promise.withResolvers();
  readonly #chunks: Buffer[] = [];
  readonly #options: CollectOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: RawHeaders = {};

  constructor(options: CollectOptions) {
    this.#options = options;
    options.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  get reply(): Promise<CollectedReply> {
    return this.#settle.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#options.signal?.aborted) this.#abort();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData["headers"],
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#done();
    try {
      const headers = new ReplyHeaders(this.#headers);
      this.#settle.resolve({ status: this.#status, headers, text: this.#text() });
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#done();
    this.#settle.reject(error);
  }

  #text(): string {
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    const encoding = this.#headers["content-encoding"];
    return encoding === undefined
      ? body.toString()
      : inflate(body, String(encoding), this.#options.maxBytes).toString();
  }

  readonly #abort = (): void => {
    const reason = new DOMException("This operation was aborted", "AbortError");
    this.#done();
    this.#settle.reject(reason);
    this.#controller?.abort(reason);
  };

  #done(): void {
    this.#options.signal?.removeEventListener("abort", this.#abort);
  }
}
