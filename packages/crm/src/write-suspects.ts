import type { FieldWrite } from "./crm-adapter.ts";

const refusedAlikeAtMost = 5;
const remembered = 10_000;

/**
 * What is remembered about the writes to one object that failed, until each is identified: with how
 * many others a record may share its next call. Forgetting only costs calls.
 */
export class WriteSuspects {
  readonly #maxBatch: number;
  #batch: number;
  /** Record to the most writes of its next call. */
  readonly #limits = new Map<string, number>();
  /** Failed since the last success, with how many they were: perhaps nobody could have succeeded. */
  readonly #failing = new Map<string, number>();
  #failedCalls = 0;
  /** Refused alone and alike, one after the other, since the last success. */
  #alike: { signature: string; ids: Set<string> } = { signature: "", ids: new Set() };
  /** Refused alone before a success: what was refused is the record then, not the call. */
  readonly #blamed = new Set<string>();
  /** Failed before others were written, and not written since. */
  readonly #outlived = new Set<string>();

  constructor(maxBatch: number) {
    this.#maxBatch = maxBatch;
    this.#batch = maxBatch;
  }

  /** Calls are no larger than this. It falls where size itself was too much, and grows with success. */
  get batch(): number {
    return this.#batch;
  }

  /** The calls to make, those without a suspect first. */
  callsFor(writes: readonly FieldWrite[]): FieldWrite[][] {
    const groups = Map.groupBy(
      writes,
      ({ id }) => this.#limits.get(id) ?? Number.POSITIVE_INFINITY,
    );
    return [...groups]
      .toSorted(([a], [b]) => b - a)
      .flatMap(([limit, group]) => chunk(group, Math.min(limit, this.#maxBatch)));
  }

  /** One write alone now shows more than many together: several calls in a row failed. */
  get mustProbe(): boolean {
    return this.#failedCalls >= 2 || this.#alike.ids.size > 0;
  }

  /** Not refused alone, nor failed alone, since the last success. */
  isFresh({ id }: FieldWrite): boolean {
    return !this.#alike.ids.has(id) && this.#failing.get(id) !== 1;
  }

  /** The next call may hold this many of them. */
  limit(ids: readonly string[], atMost: number): void {
    for (const id of ids) {
      this.#limits.delete(id);
      this.#limits.set(id, atMost);
    }
    for (const id of this.#limits.keys()) {
      if (this.#limits.size <= remembered) return;
      this.#limits.delete(id);
    }
  }

  /** It failed, and has not been answered for good since. */
  isSuspect({ id }: FieldWrite): boolean {
    return this.#limits.has(id);
  }

  /** These were answered for good, each on its own. */
  answered(ids: readonly string[]): void {
    for (const id of ids) {
      this.#limits.delete(id);
      this.#outlived.delete(id);
    }
  }

  /** These were written: what failed before did so for a reason of its own. */
  succeeded(ids: readonly string[]): void {
    for (const [id, together] of this.#failing) {
      this.limit([id], half(together));
      this.#outlived.add(id);
    }
    for (const id of this.#alike.ids) this.#blamed.add(id);
    if (this.#blamed.size > remembered) this.#blamed.clear();
    if (this.#outlived.size > remembered) this.#outlived.clear();
    this.#failing.clear();
    this.#alike.ids.clear();
    this.#failedCalls = 0;
    this.answered(ids);
    if (ids.length >= this.#batch) {
      this.#batch = Math.min(this.#maxBatch, this.#batch + Math.ceil(this.#maxBatch / 100));
    }
  }

  /**
   * These failed together and may do so for one of them. True when it can be nobody else's failure: one
   * record alone, no other has failed since the last success, and the vendor is in good health, by its
   * answer or because others were written after this one failed before.
   */
  failedTogether(
    ids: readonly string[],
    { isTooLarge, isVendorUp }: { isTooLarge: boolean; isVendorUp: boolean },
  ): boolean {
    const isFirst = this.#failing.size === 0;
    for (const id of ids) this.#failing.set(id, ids.length);
    // While nothing gets through, smaller calls would only be more calls.
    this.limit(ids, isFirst ? half(ids.length) : ids.length);
    if (isTooLarge && ids.length > 1) this.#batch = half(Math.min(this.#batch, ids.length));
    const [id = ""] = ids;
    const isAlone = ids.length === 1 && this.#failing.size === 1;
    return isAlone && (isVendorUp || this.#outlived.has(id));
  }

  callFailed(): void {
    this.#failedCalls += 1;
  }

  /**
   * One was refused alone. True if so many were, in the same words, that it is the fault of none of
   * them.
   */
  refusedAlone(id: string, signature: string): boolean {
    if (this.#blamed.has(id)) return false;
    if (this.#alike.signature !== signature) this.#alike = { signature, ids: new Set() };
    this.#alike.ids.add(id);
    return this.#alike.ids.size >= refusedAlikeAtMost;
  }

  wasRefusedAlike(id: string): boolean {
    return this.#alike.ids.has(id);
  }
}

function half(count: number): number {
  return Math.max(1, Math.ceil(count / 2));
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Those of one adapter, by what it writes to. */
export function createSuspects(maxBatch: number): (object: string) => WriteSuspects {
  const known = new Map<string, WriteSuspects>();
  return (object) => {
    const found = known.get(object) ?? new WriteSuspects(maxBatch);
    known.set(object, found);
    return found;
  };
}
