import { type RecordRef, type RecordVersion, recordKey } from "@fieldwork/contracts";

/**
 * Drops what an overlapping scan returns again: remembers the last version published of each record,
 * for the newest `capacity` of them. Forgetting costs a repetition, which the planner absorbs.
 */
export class SeenVersions {
  readonly #capacity: number;
  readonly #versions = new Map<string, string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(ref: RecordRef, version: RecordVersion): boolean {
    return this.#versions.get(recordKey(ref)) === textOf(version);
  }

  add(ref: RecordRef, version: RecordVersion): void {
    const key = recordKey(ref);
    this.#versions.delete(key);
    this.#versions.set(key, textOf(version));
    if (this.#versions.size <= this.#capacity) return;
    const oldest = this.#versions.keys().next();
    if (!oldest.done) this.#versions.delete(oldest.value);
  }
}

function textOf({ vendorAt, contentHash }: RecordVersion): string {
  return `${vendorAt} ${contentHash}`;
}
