import { randomUUID } from "node:crypto";
import type { FieldValues } from "@fieldwork/contracts";
import type { ClaimedWrite, FieldOrder, PlannedWork } from "@fieldwork/store";
import { profile } from "../backfill-world.ts";

interface Version {
  generation: number;
  hash: string;
}

/** One row of work, or an order. */
export interface MemoryRow {
  workId: string;
  recordId: string;
  state: "ready" | "asking" | "answered" | "writing" | "ended";
  order: FieldOrder | null;
  wanted: Version;
  running: Version;
  /** The inputs that ended last. */
  settledHash: string | null;
  fingerprint: string;
  value: string | null;
}

const nothing = { generation: 0, hash: "" };

/** The rows of work in memory, as the store's statements keep them. */
export class MemoryWork {
  readonly rows: MemoryRow[] = [];

  of(recordId: string): MemoryRow | undefined {
    return this.rows.find((row) => row.order === null && row.recordId === recordId);
  }

  want({ ref, inputHash: hash, state: planned }: PlannedWork): void {
    const state = planned === "ready" ? "ready" : "ended";
    const row = this.of(ref.id);
    if (row === undefined) {
      this.#add({ recordId: ref.id, state, wanted: { generation: 1, hash } });
      return;
    }
    const waits = row.state === "ready" || (isRunning(row) && isOvertaken(row));
    if (waits && row.wanted.hash === hash && state === "ready") return;
    row.wanted = { generation: row.wanted.generation + 1, hash };
    if (isRunning(row)) return;
    row.state = waits && row.settledHash === hash ? "ended" : state;
  }

  /** Answers what waits from the record as it is known, or dies once it has asked. */
  ask(
    { count, isCut }: { count: number; isCut: boolean },
    fieldsOf: (recordId: string) => FieldValues,
  ): void {
    for (const row of this.rows.filter(({ state }) => state === "ready").slice(0, count)) {
      const { description } = fieldsOf(row.recordId);
      row.running = row.wanted;
      row.state = isCut ? "asking" : "answered";
      row.fingerprint = `of ${description}`;
      row.value = `I ${description}`;
    }
  }

  place(recordId: string, order: FieldOrder, fingerprint: string): void {
    this.#add({ recordId, state: "answered", wanted: nothing, order, fingerprint });
  }

  /** Of one record its orders, or its answer. */
  claim(): ClaimedWrite[] {
    const waiting = this.rows.filter(({ state }) => state === "answered");
    const orders = waiting.filter(({ order }) => order !== null);
    const ordered = new Set(orders.map(({ recordId }) => recordId));
    const claimed = waiting.filter(({ order, recordId }) => order || !ordered.has(recordId));
    for (const row of claimed) row.state = "writing";
    return claimed.map(claimOf);
  }

  end(workId: string): void {
    const row = this.#row(workId);
    row.settledHash = row.running.hash;
    row.state = isOvertaken(row) ? "ready" : "ended";
  }

  giveBack(workId: string): void {
    this.#row(workId).state = "answered";
  }

  /** What a dead process had claimed. */
  lapse(): void {
    for (const row of this.rows) {
      if (row.state === "asking") row.state = "ready";
      if (row.state === "writing") row.state = "answered";
    }
  }

  #row(workId: string): MemoryRow {
    const row = this.rows.find((one) => one.workId === workId);
    if (!row) throw new RangeError(`there is no work ${workId}`);
    return row;
  }

  #add(row: Pick<MemoryRow, "recordId" | "state" | "wanted"> & Partial<MemoryRow>): void {
    const workId = `${this.rows.length + 1}`;
    const fresh = {
      order: null,
      running: nothing,
      settledHash: null,
      fingerprint: "",
      value: null,
    };
    this.rows.push({ workId, ...fresh, ...row });
  }
}

function isRunning({ state }: MemoryRow): boolean {
  return state === "asking" || state === "answered" || state === "writing";
}

function isOvertaken({ wanted, running }: MemoryRow): boolean {
  return wanted.generation > running.generation;
}

function claimOf({
  workId,
  recordId,
  order,
  running,
  fingerprint,
  value,
}: MemoryRow): ClaimedWrite {
  return {
    ...{ workId, token: randomUUID(), recordId, parentId: null, order, fingerprint },
    ...{ generation: running.generation, enrichment: profile.name, definitionHash: profile.hash },
    ...{ wantedBy: ["live"], answerId: null, failures: 0, traceparent: null },
    ...{ model: null, answeredAt: new Date(), inputHash: running.hash },
    outputs: { industry: { value, confidence: 1, evidence: null } },
    rest: { kind: null, rests: 0, doubt: 0, since: null },
  };
}
