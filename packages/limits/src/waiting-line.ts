import { AppError, stoppedError } from "@fieldwork/runtime";
import type {
  AdmissionLease,
  AdmissionRefusal,
  AdmissionRequest,
  WaitOptions,
} from "./admission.ts";

/** An answer, with how many places more this process may take now; undefined: any number. */
export type AdmissionAnswer =
  | { kind: "admitted"; lease: AdmissionLease; placesLeft: number | undefined }
  | AdmissionRefusal;

export interface WaitingLineDeps {
  ask(request: AdmissionRequest): Promise<AdmissionAnswer>;
  random: () => number;
}

interface Waiter extends PromiseWithResolvers<AdmissionLease> {
  /** Its place in the order of those who came. */
  number: number;
  request: AdmissionRequest;
  maxWaitMs: number;
  giveUpAtMs: number;
  signal: AbortSignal;
  /** Its signal is listened to. */
  isHeeding: boolean;
}

/**
 * The callers of this process that want the same limits. As long as places are known to be free, each
 * asks for itself. Otherwise they wait, first come, first served, by one timer for all: only the first
 * is asked for.
 */
export class WaitingLine {
  readonly #deps: WaitingLineDeps;
  readonly #waiters: Waiter[] = [];
  #came = 0;
  /** How many may be free, as far as this process has heard. */
  #places = Number.POSITIVE_INFINITY;
  #refusal: AdmissionRefusal = { kind: "refused", waitMs: 0, scope: "", window: "concurrency" };
  #askAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isServing = false;

  constructor(deps: WaitingLineDeps) {
    this.#deps = deps;
  }

  async waitFor(
    request: AdmissionRequest,
    { maxWaitMs, signal }: WaitOptions,
  ): Promise<AdmissionLease> {
    if (signal.aborted) throw stopped();
    this.#came += 1;
    const waiter: Waiter = {
      ...Promise.withResolvers<AdmissionLease>(),
      number: this.#came,
      request,
      maxWaitMs,
      giveUpAtMs: performance.now() + maxWaitMs,
      ...{ signal, isHeeding: false },
    };
    if (this.#waiters.length === 0 && this.#places > 0) void this.#askFor([waiter]);
    else this.#join(waiter);
    return waiter.promise;
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** A lease of this process has ended: there is a place, unless another process takes it. */
  wake(): void {
    this.#places += 1;
    if (this.#waiters.length > 0) void this.#serve();
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    clearTimeout(this.#timer);
    let atOnce = 1;
    while (this.#waiters.length > 0 && atOnce > 0) {
      await this.#askFor(this.#waiters.splice(0, atOnce));
      // A place may be free, and a minute's tokens used up all the same.
      atOnce = Math.min(this.#places, atOnce * 2);
    }
    this.#isServing = false;
    this.#rest();
  }

  async #askFor(waiters: readonly Waiter[]): Promise<void> {
    this.#places = Math.max(0, this.#places - waiters.length);
    const answers = await Promise.allSettled(waiters.map(({ request }) => this.#deps.ask(request)));
    for (const [index, waiter] of waiters.entries()) {
      const answer = answers[index];
      if (answer?.status !== "fulfilled") this.#failAll(waiter, answer?.reason);
      else if (answer.value.kind === "refused") this.#refuse(waiter, answer.value);
      else {
        this.#places = answer.value.placesLeft ?? Number.POSITIVE_INFINITY;
        waiter.resolve(answer.value.lease);
      }
    }
  }

  #refuse(waiter: Waiter, refusal: AdmissionRefusal): void {
    const { waitMs } = refusal;
    const nowMs = performance.now();
    // A place may be free at any moment; of the others, it is known when.
    const leastMs = isOfPlaces(refusal) ? 0 : waitMs;
    this.#refusal = refusal;
    this.#places = 0;
    if (waiter.signal.aborted) waiter.reject(stopped());
    else if (nowMs + leastMs > waiter.giveUpAtMs) waiter.reject(refusedError(waiter, refusal));
    else {
      // Processes that were refused together do not come back together.
      this.#askAtMs = nowMs + waitMs * (1 + this.#deps.random() / 4);
      this.#join(waiter);
    }
  }

  /** Whoever keeps the limits is away, for all of them. */
  #failAll(waiter: Waiter, reason: unknown): void {
    for (const one of [waiter, ...this.#waiters.splice(0)]) one.reject(reason);
  }

  #join(waiter: Waiter): void {
    const before = this.#waiters.findLastIndex(({ number }) => number < waiter.number);
    this.#waiters.splice(before + 1, 0, waiter);
    if (!waiter.isHeeding) this.#heed(waiter);
    this.#rest();
  }

  /** Only one that has to wait is told of its signal: most are admitted at once. */
  #heed(waiter: Waiter): void {
    waiter.isHeeding = true;
    const onAbort = () => this.#leave(waiter);
    const { signal, promise } = waiter;
    signal.addEventListener("abort", onAbort, { once: true });
    const forget = () => signal.removeEventListener("abort", onAbort);
    promise.then(forget, forget);
  }

  /** One that is being asked for leaves by its answer. */
  #leave(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index < 0) return;
    this.#waiters.splice(index, 1);
    waiter.reject(stopped());
    this.#rest();
  }

  #rest(): void {
    if (this.#isServing) return;
    clearTimeout(this.#timer);
    if (this.#waiters.length === 0) return;
    const giveUpAtMs = Math.min(...this.#waiters.map((waiter) => waiter.giveUpAtMs));
    const restMs = Math.min(this.#askAtMs, giveUpAtMs) - performance.now();
    this.#timer = setTimeout(() => this.#onTime(), Math.max(0, Math.ceil(restMs)));
  }

  #onTime(): void {
    const nowMs = performance.now();
    const isDue = this.#askAtMs <= nowMs;
    for (const waiter of this.#waiters.filter(({ giveUpAtMs }) => giveUpAtMs <= nowMs)) {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      waiter.reject(refusedError(waiter, this.#refusal));
    }
    if (isDue && this.#waiters.length > 0) void this.#serve();
    else this.#rest();
  }
}

function isOfPlaces({ window }: AdmissionRefusal): boolean {
  return window === "concurrency" || window === "share";
}

function refusedError({ request, maxWaitMs }: Waiter, refusal: AdmissionRefusal): AppError {
  const { scope, window, waitMs } = refusal;
  return new AppError(`${scope} is at its limit (${window})`, {
    code: "admission_refused",
    retryable: true,
    // What has waited in vain for a place would do so again at once.
    retryAfterMs: isOfPlaces(refusal) ? Math.max(waitMs, maxWaitMs) : waitMs,
    details: {
      ...request.about,
      scope,
      window,
      outcome: "not-sent",
      ...(window === "cool-down" && { closeLaneMs: waitMs }),
    },
  });
}

function stopped(): AppError {
  return stoppedError("stopped while waiting for admission", { outcome: "not-sent" });
}
