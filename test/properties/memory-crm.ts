import type { FieldValues, RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter, FieldWrite, FieldWriteResult } from "@fieldwork/crm";

export const connection = "hub";
export const output = "ai_industry";

/** One value of the output as it was put there. */
export interface PutValue {
  value: string | null;
  before: string | null;
  by: "person" | "fieldwork";
  /** Of ours: nobody was told that it was carried out. */
  isUnanswered?: boolean;
}

export interface MemoryRecord {
  description: string;
  value: string | null;
  /** All that was ever put into the output, in order. */
  puts: PutValue[];
  stampMs: number;
}

/** What a call that writes comes to: it is carried out and never answered, or never arrives. */
export type BrokenWrite = "unanswered" | "lost";

/** A CRM in memory: the model that everything else is compared with. */
export interface MemoryCrm {
  records: ReadonlyMap<string, MemoryRecord>;
  adapter: CrmAdapter;
  /** Edited, and not yet read. */
  unread: Set<string>;
  edit(id: string, change: { description?: string; value?: string | null }): void;
  read(ids: Iterable<string>): RecordChanged[];
  /** What happens to the next call of each kind; the promise of a broken one resolves once it has. */
  next: {
    /** Done after the records were read. */
    read: (() => Promise<void>) | undefined;
    write: { broken: BrokenWrite; happened: () => void } | undefined;
  };
  /** Told of the records of each call that writes, before it is carried out. */
  onWrite: (ids: readonly string[]) => Promise<void>;
}

const unanswered = { isUnanswered: true };
const never = new Promise<never>(() => undefined);

export function createMemoryCrm(
  seeds: readonly { description: string; value: string | null }[],
): MemoryCrm {
  const shelf = createShelf(seeds);
  const unread = new Set<string>();
  const crm: MemoryCrm = {
    ...{ records: shelf.records, unread, next: { read: undefined, write: undefined } },
    onWrite: async () => undefined,
    adapter: {
      ...{ connection, vendor: "memory", objects: ["company"] },
      ...{ maxReadBatch: 100, maxWriteBatch: 100, writes: "fast" },
      async readRecords(_object: string, ids: readonly string[]) {
        const read = ids.map(shelf.view);
        const { read: act } = crm.next;
        crm.next.read = undefined;
        await act?.();
        return read;
      },
      async writeFields(_object: string, writes: readonly FieldWrite[]) {
        await crm.onWrite(writes.map(({ id }) => id));
        const { write: failing } = crm.next;
        crm.next.write = undefined;
        if (failing?.broken !== "lost") {
          for (const { id, values } of writes) {
            shelf.put(id, (values[output] as string) || null, "fieldwork");
            if (failing) Object.assign(shelf.records.get(id)?.puts.at(-1) ?? {}, unanswered);
          }
        }
        failing?.happened();
        return failing ? never : writes.map((): FieldWriteResult => ({ kind: "written" }));
      },
      describeFields: async () =>
        [output, "description"].map((field) => ({
          ...{ field, vendorName: field, exists: true, writable: true },
        })),
    } as unknown as CrmAdapter,
    edit(id, change) {
      shelf.edit(id, change);
      unread.add(id);
    },
    read: (ids) =>
      [...ids].map((id) => ({
        ...{ kind: "changed" as const, ...shelf.view(id), readAt: shelf.now() },
      })),
  };
  return crm;
}

/** The records, and a clock that shows no moment twice. */
function createShelf(seeds: readonly { description: string; value: string | null }[]) {
  let clockMs = Date.UTC(2026, 0, 5);
  const tick = () => {
    clockMs += 1000;
    return clockMs;
  };
  const records = new Map(
    seeds.map(({ description, value }, index): [string, MemoryRecord] => {
      const puts: PutValue[] = value === null ? [] : [{ value, before: null, by: "person" }];
      return [`${index}`, { description, value, puts, stampMs: clockMs }];
    }),
  );
  const recordOf = (id: string): MemoryRecord => {
    const found = records.get(id);
    if (!found) throw new RangeError(`there is no record ${id}`);
    return found;
  };
  const put = (id: string, value: string | null, by: PutValue["by"]) => {
    const record = recordOf(id);
    record.puts.push({ value, before: record.value, by });
    record.value = value;
    record.stampMs = tick();
  };
  return {
    records,
    put,
    now: () => new Date(tick()).toISOString(),
    edit(id: string, { description, value }: { description?: string; value?: string | null }) {
      const record = recordOf(id);
      if (value !== undefined && value !== record.value) put(id, value, "person");
      if (description !== undefined) record.description = description;
      record.stampMs = tick();
    },
    view(id: string) {
      const { description, value, stampMs } = recordOf(id);
      const vendorAt = new Date(stampMs).toISOString();
      return {
        ref: { connection, object: "company" as const, id },
        version: { vendorAt, contentHash: JSON.stringify([description, value]) },
        fields: { description } as FieldValues,
        outputs: { [output]: value } as FieldValues,
      };
    },
  };
}
