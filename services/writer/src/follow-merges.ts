import { type ObjectName, type RecordChanged, recordKey } from "@fieldwork/contracts";
import { type FieldDescription, sameValue } from "@fieldwork/crm";
import { findOwnership, type LedgerEntry } from "@fieldwork/store";
import { adoptLedger, type TakenEntry } from "@fieldwork/store/merges";
import { liveValue } from "@fieldwork/write-rules";
import type { FollowOutputsDeps } from "./follow-outputs.ts";
import { readDescribed } from "./read-described.ts";

type Merge = Extract<RecordChanged, { kind: "deleted" }>;

/**
 * Takes the owners of fields along when a merge gives a record another id: what we wrote stays ours, and
 * what a person put in or cleared stays that person's, where the record that is left shows that very value.
 */
export async function followMerges(
  deps: FollowOutputsDeps,
  events: readonly RecordChanged[],
  signal: AbortSignal,
): Promise<void> {
  const merges = events.filter(
    (event): event is Merge => event.kind === "deleted" && event.became?.how === "merged",
  );
  const groups = Map.groupBy(merges, ({ ref }) => `${ref.connection}/${ref.object}`);
  for (const group of groups.values()) await followGroup(deps, group, signal);
}

async function followGroup(
  { database, adapters, descriptions, logger }: FollowOutputsDeps,
  merges: readonly Merge[],
  signal: AbortSignal,
): Promise<void> {
  const { connection = "", object = "" } = merges[0]?.ref ?? {};
  const adapter = adapters.get(connection);
  if (!adapter) return;
  const intoOf = lastOf(
    new Map(merges.flatMap(({ ref, became }) => (became ? [[ref.id, became.ref.id]] : []))),
  );
  const recordIds = [...new Set([...intoOf.keys(), ...intoOf.values()])];
  const { ledger } = await findOwnership(database, { connection, object, recordIds });
  const left = ledger.filter(({ recordId }) => intoOf.has(recordId));
  if (left.length === 0) return;
  const fields = [...new Set(left.map(({ field }) => field))];
  const read = { adapter, object, recordIds: [...new Set(intoOf.values())], fields };
  const { live, descriptions: described } = await readDescribed(descriptions, read, signal);
  const entries = live.flatMap(({ ref: { id }, outputs }) =>
    planAdoption({ recordId: id, outputs, ledger, intoOf, descriptions: described }),
  );
  if (entries.length === 0) return;
  const taken = await adoptLedger(database, { connection, object, entries });
  for (const id of new Set(taken.map(({ recordId }) => recordId))) {
    const record = recordKey({ connection, object: object as ObjectName, id });
    logger.info({ record }, "the owners of a merged record's fields go on under its new id");
  }
}

/** What is left of each, where what a record was merged into was merged itself. Pure. */
function lastOf(intoOf: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...intoOf.keys()].map((id) => {
      const way = new Set([id]);
      // What is added on the way is visited as well.
      for (const one of way) {
        const into = intoOf.get(one);
        if (into !== undefined) way.add(into);
      }
      return [id, [...way].at(-1) ?? id];
    }),
  );
}

/** Which entries of the records that were merged go on under the id that is left. Pure. */
export function planAdoption({
  recordId,
  outputs,
  ledger,
  intoOf,
  descriptions,
}: {
  recordId: string;
  outputs: Readonly<Record<string, string | null>>;
  ledger: readonly LedgerEntry[];
  /** The id that each merged record's has become. */
  intoOf: ReadonlyMap<string, string>;
  descriptions: readonly FieldDescription[];
}): TakenEntry[] {
  const known = ledger.filter((entry) => entry.recordId === recordId).map(({ field }) => field);
  const candidates = ledger.filter(
    (entry) => intoOf.get(entry.recordId) === recordId && !known.includes(entry.field),
  );
  return [...Map.groupBy(candidates, ({ field }) => field)].flatMap(([field, entries]) => {
    const description = descriptions.find((one) => one.field === field);
    const live = liveValue(outputs[field], description);
    if (live === undefined) return [];
    const shown = entries.filter(({ value }) => sameValue(live, value, description));
    // Where both showed this value, a person's care for it counts.
    const entry = shown.find(({ owner }) => owner !== "fieldwork") ?? shown[0];
    return entry ? [{ fromId: entry.recordId, recordId, field }] : [];
  });
}
