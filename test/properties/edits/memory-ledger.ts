import type {
  LedgerEntry,
  NewIntent,
  OpenIntent,
  OrderedEntry,
  OwnerChange,
  Ownership,
  Recovery,
} from "@fieldwork/store";

type Field = Pick<LedgerEntry, "recordId" | "field">;

export interface MemoryIntent extends NewIntent {
  id: number;
  state: "open" | "settled" | "abandoned";
}

const blank = {
  ...{ workId: null, generation: null, fingerprint: null, pinned: false },
  withdrawnFingerprint: null,
};

/** The ledger and the intents in memory, as the store's statements keep them. */
export class MemoryLedger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #intents: MemoryIntent[] = [];
  #changes = 0;

  ownership(ids: readonly string[]): Ownership {
    const intents = this.#intents.filter(
      ({ ref, state }) => ids.includes(ref.id) && state !== "settled",
    );
    return {
      ledger: [...this.#entries.values()].filter(({ recordId }) => ids.includes(recordId)),
      intents: intents.map(openIntent),
    };
  }

  entry(recordId: string): LedgerEntry | undefined {
    return [...this.#entries.values()].find((one) => one.recordId === recordId);
  }

  /** Our last write of it that was carried out. */
  lastWrite(recordId: string): NewIntent | undefined {
    return this.#intents.findLast(({ ref, state }) => ref.id === recordId && state === "settled");
  }

  change(changed: readonly OwnerChange[]): void {
    for (const { recordId, field, toOwner: owner, value, seenRecordedAt } of changed) {
      if (!this.#isAsSeen({ recordId, field }, seenRecordedAt)) continue;
      this.#put({
        ...blank,
        ...this.#entries.get(`${recordId}/${field}`),
        recordId,
        field,
        owner,
        value,
      });
    }
  }

  /** What orders change though nothing is written. */
  order(ordered: readonly OrderedEntry[]): void {
    for (const { seenRecordedAt, token: _, ...entry } of ordered) {
      if (this.#isAsSeen(entry, seenRecordedAt))
        this.#put({ ...blank, ...this.#entries.get(keyOf(entry)), ...entry });
    }
  }

  recover(found: readonly Recovery[]): void {
    for (const { afterValue, ...field } of found) {
      const newest = this.#open(field).findLast((one) => one.afterValue === afterValue);
      if (newest) this.confirm([newest]);
    }
  }

  /** Returns those that may be sent. */
  open(intents: readonly NewIntent[]): MemoryIntent[] {
    return intents.flatMap((intent) => {
      if (!this.#isAsSeen(fieldOf(intent), intent.seenRecordedAt)) return [];
      const standing = this.#open(fieldOf(intent)).findLast((one) => isSameWrite(one, intent));
      const { beforeValue, beforeOwner } = intent;
      if (standing) return [Object.assign(standing, { beforeValue, beforeOwner })];
      const opened: MemoryIntent = { ...intent, id: this.#intents.length, state: "open" };
      this.#intents.push(opened);
      return [opened];
    });
  }

  confirm(done: readonly MemoryIntent[]): void {
    for (const intent of done) {
      const field = fieldOf(intent);
      for (const older of this.#open(field)) if (older.id < intent.id) older.state = "abandoned";
      intent.state = "settled";
      const { afterOwner: owner, afterValue: value, workId, generation, fingerprint } = intent;
      this.#put({
        ...{ ...blank, ...this.#entries.get(keyOf(field)), ...field, owner, value },
        ...{ workId, generation, fingerprint, withdrawnFingerprint: intent.withdraws },
      });
    }
  }

  #open(field: Field): MemoryIntent[] {
    const key = keyOf(field);
    return this.#intents.filter((one) => one.state === "open" && keyOf(fieldOf(one)) === key);
  }

  #isAsSeen(field: Field, seen: string | null): boolean {
    return (this.#entries.get(keyOf(field))?.recordedAt ?? null) === seen;
  }

  #put(entry: Omit<LedgerEntry, "recordedAt">): void {
    this.#changes += 1;
    this.#entries.set(keyOf(entry), { ...entry, recordedAt: `${this.#changes}` });
  }
}

function openIntent(intent: MemoryIntent): OpenIntent {
  const { afterValue, afterOwner, withdraws, workId, generation, fingerprint, state } = intent;
  const after = { afterValue, afterOwner, withdraws };
  const isUnderWay = state === "open";
  return { ...fieldOf(intent), ...after, workId, generation, fingerprint, isUnderWay };
}

function isSameWrite(one: NewIntent, other: NewIntent): boolean {
  return (
    one.workId === other.workId &&
    one.generation === other.generation &&
    one.afterValue === other.afterValue
  );
}

function fieldOf({ ref, field }: NewIntent): Field {
  return { recordId: ref.id, field };
}

function keyOf({ recordId, field }: Field): string {
  return `${recordId}/${field}`;
}
