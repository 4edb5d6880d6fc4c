import { recordKey } from "@fieldwork/contracts";
import type { Change } from "./crm-adapter.ts";

type Version = Pick<Change, "kind" | "ref" | "version">;

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

  has(change: Version): boolean {
    return this.#versions.get(recordKey(change.ref)) === textOf(change);
  }

  add(change: Version): void {
    const key = recordKey(change.ref);
    this.#versions.delete(key);
    this.#versions.set(key, textOf(change));
    if (this.#versions.size <= this.#capacity) return;
    const oldest = this.#versions.keys().next();
    if (!oldest.done) this.#versions.delete(oldest.value);
  }
}

/** An end is told again with each edit of what a record was merged into: it ends once. */
function textOf({ kind, version: { vendorAt, contentHash } }: Version): string {
  return kind === "deleted" ? contentHash : `${vendorAt} ${contentHash}`;
}
