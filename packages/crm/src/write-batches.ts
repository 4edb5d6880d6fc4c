import type { FieldWrite, FieldWriteResult } from "./crm-adapter.ts";
import { CrmError, stoppedCall } from "./crm-error.ts";
import { afterFailedCall, failsForNow, isTooLarge, saysVendorIsUp } from "./write-failures.ts";
import {
  held,
  heldBack,
  refusedAlike,
  resultOfCall,
  tooLate,
  unanswered,
} from "./write-results.ts";
import { chunk, type WriteSuspects } from "./write-suspects.ts";

export interface WriteBatchesOptions {
  writes: readonly FieldWrite[];
  /** Of the same object, from one call to the next. */
  suspects: WriteSuspects;
  /** One call: a result a write, in order, or a CrmError about the whole call. */
  send: (
    batch: readonly FieldWrite[],
    /** Asked again as the call leaves, for it may have waited: throws where one of them must not. */
    lastLook: () => void,
  ) => Promise<readonly FieldWriteResult[]>;
  signal: AbortSignal;
  nowMs?: () => number;
}

/**
 * Sends writes in calls and gives one result each, in order. A call that was refused for what is in it
 * is sent again in halves until the record at fault stands alone; a write that may have been done, or
 * that met a lock, is never sent again here, but remembered. Of n writes that are all refused alike,
 * about log2(n) + 5 calls are made; while nothing gets through, one.
 */
export async function writeInBatches(options: WriteBatchesOptions): Promise<FieldWriteResult[]> {
  const { writes, signal } = options;
  const round = new Round(options);
  while (round.hasMore) {
    if (signal.aborted) round.close(stoppedCall("not-sent"));
    else await round.send(round.next());
  }
  return writes.map((write) => round.results.get(write.id) ?? unanswered());
}

class Round {
  readonly results = new Map<string, FieldWriteResult>();
  readonly #writes: readonly FieldWrite[];
  readonly #suspects: WriteSuspects;
  readonly #call: WriteBatchesOptions["send"];
  readonly #nowMs: () => number;
  #calls: FieldWrite[][];

  constructor({ writes, suspects, send, nowMs = () => performance.now() }: WriteBatchesOptions) {
    this.#writes = writes;
    this.#suspects = suspects;
    this.#call = send;
    this.#nowMs = nowMs;
    this.#calls = suspects.callsFor(writes);
  }

  get hasMore(): boolean {
    return this.#calls.length > 0;
  }

  /** The writes of the next call; none when all of them have come too late, or are held. */
  next(): FieldWrite[] {
    const batch = this.#suspects.mustProbe ? this.#takeOne() : this.#takeCall();
    const nowMs = this.#nowMs();
    const late = batch.filter((write) => isLate(write, nowMs));
    this.#conclude(late, { kind: "refused", error: tooLate() });
    const withheld = batch.filter((write) => !late.includes(write) && write.isHeld?.());
    this.#conclude(withheld, { kind: "refused", error: held() });
    return batch.filter((write) => !late.includes(write) && !withheld.includes(write));
  }

  async send(batch: readonly FieldWrite[]): Promise<void> {
    if (batch.length === 0) return;
    const isProbe = this.#suspects.mustProbe;
    try {
      this.#take(batch, await this.#call(batch, () => this.#lookAgain(batch)));
    } catch (reason) {
      this.#fail(batch, { error: CrmError.from(reason), isProbe });
    }
  }

  #lookAgain(batch: readonly FieldWrite[]): void {
    const nowMs = this.#nowMs();
    if (batch.some((write) => isLate(write, nowMs))) throw tooLate();
    if (batch.some((write) => write.isHeld?.())) throw held();
  }

  /** Sends nothing more. */
  close(error: CrmError): void {
    for (const batch of this.#calls) this.#conclude(batch, { kind: "refused", error });
    this.#calls = [];
  }

  #conclude(batch: readonly FieldWrite[], result: FieldWriteResult): void {
    for (const { id } of batch) this.results.set(id, result);
  }

  #takeCall(): FieldWrite[] {
    const [batch = [], ...rest] = chunk(this.#calls.shift() ?? [], this.#suspects.batch);
    this.#calls.unshift(...rest);
    return batch;
  }

  /** A single write out of the largest remaining call: it represents the most others. */
  #takeOne(): FieldWrite[] {
    const calls = this.#calls.toSorted((a, b) => b.length - a.length);
    const from = calls.find((call) => call.some((one) => this.#suspects.isFresh(one))) ?? calls[0];
    const probe = from?.find((one) => this.#suspects.isFresh(one)) ?? from?.[0];
    this.#calls = this.#calls
      .map((call) => (call === from ? call.filter((one) => one !== probe) : call))
      .filter((call) => call.length > 0);
    return probe ? [probe] : [];
  }

  /** The call was answered for each of its writes. */
  #take(batch: readonly FieldWrite[], answers: readonly FieldWriteResult[]): void {
    const results = batch.map((write, index) => ({
      write,
      result: answers[index] ?? unanswered(),
    }));
    const written = results.filter(({ result }) => result.kind === "written");
    const failed = results.filter(({ result }) => failsForNow(result));
    if (written.length > 0) this.#suspects.succeeded(written.map(({ write }) => write.id));
    for (const { write, result } of results) this.results.set(write.id, result);
    const final = results.filter(({ result }) => !failsForNow(result));
    this.#suspects.answered(final.map(({ write }) => write.id));
    if (failed.length > 0) this.#setAside(failed, { isCall: written.length === 0 });
    const errors = results.flatMap(({ result }) => ("error" in result ? [result.error] : []));
    const resting = errors.find(({ scope }) => scope === "account");
    if (resting) this.close(resting);
  }

  #fail(
    batch: readonly FieldWrite[],
    { error, isProbe }: { error: CrmError; isProbe: boolean },
  ): void {
    const after = afterFailedCall(error);
    switch (after) {
      case "halve":
        if (batch.length > 1) this.#halve(batch, error);
        else this.#refuseAlone(batch, error);
        break;
      case "by-fields":
        this.#refuseFields(batch, error);
        break;
      case "set-aside":
      case "set-aside-and-rest": {
        const result = resultOfCall(error);
        this.#setAside(
          batch.map((write) => ({ write, result })),
          { isCall: true },
        );
        if (isProbe || after === "set-aside-and-rest") this.close(heldBack(error));
        break;
      }
      case "rest":
        this.#conclude(batch, resultOfCall(error));
        this.close(error.outcome === "unknown" ? heldBack(error) : error);
        break;
      default:
        after satisfies never;
    }
  }

  /** Not to be tried again before it was read: the next time with half as many others. */
  #setAside(
    failed: readonly { write: FieldWrite; result: FieldWriteResult }[],
    { isCall }: { isCall: boolean },
  ): void {
    if (isCall) this.#suspects.callFailed();
    const errors = failed.flatMap(({ result }) => ("error" in result ? [result.error] : []));
    const ids = failed.map(({ write }) => write.id);
    const isItsOwn = this.#suspects.failedTogether(ids, {
      isTooLarge: errors.some(isTooLarge),
      isVendorUp: errors.every(saysVendorIsUp),
    });
    for (const { write, result } of failed) {
      if (result.kind === "written") continue;
      const error = result.error.sharedBy(ids.length, isItsOwn ? "record" : "vendor");
      this.results.set(write.id, { ...result, error });
    }
  }

  /** The records that the CRM named as being at fault, and the others; in halves when it named none. */
  #halve(batch: readonly FieldWrite[], { details }: CrmError): void {
    const named = new Set(Array.isArray(details.ids) ? details.ids : []);
    const blamed = batch.filter(({ id }) => named.has(id));
    const parts =
      blamed.length > 0 && blamed.length < batch.length
        ? [blamed, batch.filter(({ id }) => !named.has(id))]
        : chunk(batch, Math.ceil(batch.length / 2));
    for (const part of parts) {
      this.#suspects.limit(
        part.map(({ id }) => id),
        part.length,
      );
    }
    this.#calls.unshift(...parts);
  }

  #refuseAlone(batch: readonly FieldWrite[], error: CrmError): void {
    this.#conclude(batch, { kind: "refused", error });
    const [{ id } = { id: "" }] = batch;
    const isNamed = Array.isArray(error.details.ids) && error.details.ids.includes(id);
    const isAlike = !isNamed && this.#suspects.refusedAlone(id, error.signature);
    if (!isAlike) {
      this.#suspects.answered([id]);
      return;
    }
    const alike = refusedAlike(error);
    const blamed = this.#writes.filter((write) => this.#suspects.wasRefusedAlike(write.id));
    this.#conclude(blamed, { kind: "refused", error: alike });
    this.close(alike);
  }

  /** A field is missing: what does not name the same fields is no worse for it. */
  #refuseFields(batch: readonly FieldWrite[], error: CrmError): void {
    const groups = [...Map.groupBy(batch, fieldsOf).values()];
    if (groups.length > 1) {
      this.#calls.unshift(...groups);
      return;
    }
    const fields = batch[0] && fieldsOf(batch[0]);
    const pending = this.#calls.flat().filter((write) => fieldsOf(write) === fields);
    this.#conclude([...batch, ...pending], { kind: "refused", error });
    this.#calls = this.#calls
      .map((call) => call.filter((write) => !pending.includes(write)))
      .filter((call) => call.length > 0);
  }
}

function isLate({ sendBefore }: FieldWrite, nowMs: number): boolean {
  return sendBefore !== undefined && sendBefore < nowMs;
}

function fieldsOf({ values }: FieldWrite): string {
  return Object.keys(values).toSorted().join(" ");
}
