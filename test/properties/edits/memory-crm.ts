import {
  type Change,
  type CrmAdapter,
  CrmError,
  type FieldWrite,
  type FieldWriteResult,
  type Page,
} from "@fieldwork/crm";
import { output } from "../memory-crm.ts";
import type { Edit, EditedCrm, Put } from "./edited-crm.ts";

interface MemoryRow {
  text: string | null;
  value: string | null;
  stampMs: number;
}

const connection = "memory";
const overlapMs = 10_000;
const pageRows = 2;
const wholeSecondMs = (ms: number) => Math.floor(ms / 1000) * 1000;

/** A CRM without a vendor: stamps in whole seconds, pages of two rows, an overlap of ten seconds. */
export function openMemoryCrm(): EditedCrm {
  const records = new MemoryRecords();
  const { clock } = records;
  return {
    ...{ clock, adapter: adapterOf(records) },
    create: async (texts) => texts.map((text) => records.create(text)),
    edit: async (id, { lateMs = 0, ...edit }) =>
      records.change(id, edit, { by: "person", atMs: clock.nowMs - lateMs }),
    standing: async (id) => records.row(id),
    async breakNextWrite() {
      records.isNextWriteBroken = true;
    },
    async mendWrites() {
      records.isNextWriteBroken = false;
    },
    seq: async () => records.seq,
    putsSince: async (since) =>
      Map.groupBy(
        records.puts.filter(({ seq }) => seq > since),
        ({ id }) => id,
      ),
    stop: async () => undefined,
  };
}

class MemoryRecords {
  readonly clock = { nowMs: Date.UTC(2026, 0, 5) };
  readonly puts: (Put & { id: string })[] = [];
  readonly #rows = new Map<string, MemoryRow>();
  seq = 0;
  isNextWriteBroken = false;

  create(text: string): string {
    const id = `${this.#rows.size + 1}`;
    const stampMs = wholeSecondMs(this.clock.nowMs);
    this.#rows.set(id, { text, value: null, stampMs });
    return id;
  }

  row(id: string): MemoryRow {
    const row = this.#rows.get(id);
    if (!row) throw new RangeError(`there is no record ${id}`);
    return row;
  }

  /** A record's stamps never go back. */
  change(id: string, { text, value }: Edit, { by, atMs }: { by: Put["by"]; atMs: number }): void {
    const row = this.row(id);
    this.seq += 1;
    if (text !== undefined) row.text = text;
    row.stampMs = Math.max(row.stampMs, wholeSecondMs(atMs));
    if (value === undefined || (by === "person" && value === row.value)) return;
    row.value = value;
    this.puts.push({ seq: this.seq, id, value, by });
  }

  changedSince(fromMs: number): string[] {
    return [...this.#rows].filter(([, { stampMs }]) => stampMs >= fromMs).map(([id]) => id);
  }

  read(ids: readonly string[]): Change[] {
    return ids.map((id) => {
      const { text, value, stampMs } = this.row(id);
      const vendorAt = new Date(stampMs).toISOString();
      return {
        ...{ kind: "changed", ref: { connection, object: "company", id } },
        version: { vendorAt, contentHash: JSON.stringify([text, value]) },
        ...{ fields: { description: text }, outputs: { [output]: value } },
      };
    });
  }

  write(writes: readonly FieldWrite[]): FieldWriteResult[] {
    const atMs = this.clock.nowMs;
    for (const { id, values } of writes)
      this.change(id, { value: values[output] ?? null }, { by: "fieldwork", atMs });
    const isBroken = this.isNextWriteBroken;
    this.isNextWriteBroken = false;
    return writes.map(() => (isBroken ? unknown() : { kind: "written" }));
  }
}

function adapterOf(records: MemoryRecords): CrmAdapter {
  const adapter = {
    ...{ connection, vendor: "memory", objects: ["company"] },
    ...{ maxReadBatch: 100, maxWriteBatch: 100 },
    async *readChanges(_object: string, cursor: { scannedAt?: unknown } | null) {
      const scannedAt = records.clock.nowMs;
      const found = records.changedSince(Number(cursor?.scannedAt ?? 0) - overlapMs);
      for (let from = 0; from === 0 || from < found.length; from += pageRows) {
        const isLast = from + pageRows >= found.length;
        const changes = records.read(found.slice(from, from + pageRows));
        // What is saved in the middle begins the scan anew.
        yield { changes, cursor: isLast ? { scannedAt } : (cursor ?? {}) } as Page;
      }
    },
    readRecords: async (_: string, ids: readonly string[]) => records.read(ids),
    readNow: async (_: string, ids: readonly string[]) => {
      return { changes: records.read(ids), gone: [] };
    },
    writeFields: async (_: string, writes: readonly FieldWrite[]) => records.write(writes),
    describeFields: async () =>
      [output, "description"].map((field) => ({
        ...{ field, vendorName: field, exists: true, writable: true },
      })),
  };
  return adapter as unknown as CrmAdapter;
}

function unknown(): FieldWriteResult {
  const error = new CrmError("the connection broke", { reason: "cut-off", outcome: "unknown" });
  return { kind: "unknown", error };
}
