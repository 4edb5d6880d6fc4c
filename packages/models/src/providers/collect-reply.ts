import type { Dispatcher } from "undici";

type ReplyHeaders = Dispatcher.ResponseData["headers"];

/** A reply that was read whole. */
export interface CollectedReply {
  status: number;
  headers: ReplyHeaders;
  text: string;
}

/** Collects a reply without the streams that a larger one would need; ends at the signal. */
export class ReplyCollector implements Dispatcher.DispatchHandler {
  readonly #settle: PromiseWithResolvers<CollectedReply> = Promise.withResolvers();
  readonly #chunks: Buffer[] = [];
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: ReplyHeaders = {};

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  get reply(): Promise<CollectedReply> {
    return this.#settle.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) this.#abort();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ReplyHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#done();
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    this.#settle.resolve({ status: this.#status, headers: this.#headers, text: body.toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#done();
    this.#settle.reject(error);
  }

  readonly #abort = (): void => {
    const reason = new DOMException("This operation was aborted", "AbortError");
    this.#done();
    this.#settle.reject(reason);
    this.#controller?.abort(reason);
  };

  #done(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}
