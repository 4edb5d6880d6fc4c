import type { Logger } from "@fieldwork/runtime";

export interface OffsetCommitsOptions {
  /** Commits the next offset of several partitions in one request. */
  commit: (offsets: readonly { partition: number; offset: string }[]) => Promise<void>;
  logger: Logger;
}

// What is committed late is delivered again after a crash; each commit costs the broker a write.
const commitEveryMs = 200;

/** Commits how far partitions are done, all of them together, a moment after the first is further. */
export class OffsetCommits {
  readonly #options: OffsetCommitsOptions;
  readonly #due = new Map<number, bigint>();
  /** Of each partition, how far anything was asked for, whether or not it is known what came of it. */
  readonly #asked = new Map<number, bigint>();
  #timer: NodeJS.Timeout | undefined;
  #generation = 0;

  constructor(options: OffsetCommitsOptions) {
    this.#options = options;
  }

  /** Everything of the partition before this offset is done. */
  finish(partition: number, nextOffset: bigint): void {
    this.#due.set(partition, nextOffset);
    this.#timer ??= setTimeout(() => this.flush(), commitEveryMs);
  }

  /** What the broker does not take is tried again with the next. */
  async flush(): Promise<void> {
    this.#stopTimer();
    const generation = this.#generation;
    const due = [...this.#due];
    this.#due.clear();
    if (due.length === 0) return;
    for (const [partition, offset] of due) this.#asked.set(partition, offset);
    const { commit, logger } = this.#options;
    try {
      await commit(due.map(([partition, offset]) => ({ partition, offset: offset.toString() })));
    } catch (err) {
      logger.debug({ err }, "offsets could not be committed");
      if (generation !== this.#generation) return;
      for (const [partition, offset] of due) {
        // A later one may have been taken meanwhile, which this must not take back.
        this.finish(partition, this.#due.get(partition) ?? this.#asked.get(partition) ?? offset);
      }
    }
  }

  /** Forgets what is due: the partitions may be another's by now. */
  drop(): void {
    this.#generation += 1;
    this.#due.clear();
    this.#asked.clear();
    this.#stopTimer();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
