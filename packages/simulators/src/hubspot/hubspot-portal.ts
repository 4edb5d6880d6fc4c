import type { CrmActions, DirectChange } from "../core/crm-actions.ts";
import { createFlows, type Flows } from "../core/flows.ts";
import {
  createRecordStore,
  type NewRecord,
  type RecordStore,
  type StoredRecord,
} from "../core/record-store.ts";
import type { Caller, CallerKind } from "../core/routes.ts";
import type { SimulatorCore } from "../core/vendor.ts";
import { createHubspotIndex, type HubspotIndex } from "./hubspot-index.ts";
import { type HubspotObject, objectNamed } from "./hubspot-objects.ts";
import type { HubspotOptions } from "./hubspot-options.ts";
import { createHubspotSchema, type HubspotSchema } from "./hubspot-properties.ts";
import { checkProperties } from "./hubspot-values.ts";
import type { HubspotWebhooks } from "./hubspot-webhooks.ts";

/** One simulated account: its records, its properties, and what search sees of them. */
export interface HubspotPortal {
  store: RecordStore;
  /** Its workflows. */
  flows: Flows;
  schema: HubspotSchema;
  index: HubspotIndex;
  webhooks: HubspotWebhooks;
  options: HubspotOptions;
  now(): number;
  create(object: HubspotObject, fields: Record<string, unknown>, change: Change): StoredRecord;
  newRecord(object: HubspotObject, fields: Record<string, unknown>): NewRecord;
}

export interface Change {
  by: Caller;
  atMs: number;
}

export const callers: Readonly<Record<CallerKind, Caller>> = {
  integration: { kind: "integration", id: "28816540" },
  person: { kind: "person", id: "61837204" },
  system: { kind: "system", id: "0" },
  nobody: { kind: "nobody", id: "" },
};

/** Above 2^31, as HubSpot's are; companies and contacts count on their own, so an id can be of both. */
const firstId = 18_400_102_003;
const idStep = 7;

export function createHubspotPortal(
  core: SimulatorCore,
  options: HubspotOptions,
  webhooks: HubspotWebhooks,
): HubspotPortal {
  const now = options.now ?? Date.now;
  const index = createHubspotIndex({
    ...{ lagMs: options.indexLagMs ?? 0, now },
    all: (object) => store.all(object),
  });
  const flows = createFlows();
  const store: RecordStore = flows.running(
    webhooks.telling(
      createRecordStore(core, {
        beforeChange: index.beforeChange,
        onPut: index.put,
        keepsVersions: true,
        textStorage: options.textStorage,
      }),
    ),
  );
  const lastIds: Partial<Record<HubspotObject, number>> = {};

  function nextId(object: HubspotObject): string {
    const last = lastIds[object] ?? lastIdOf(store, object);
    const next = last === undefined ? firstId : last + idStep;
    lastIds[object] = next;
    return `${next}`;
  }
  function newRecord(object: HubspotObject, fields: Record<string, unknown>): NewRecord {
    return { object, id: nextId(object), fields };
  }
  return {
    store,
    flows,
    schema: createHubspotSchema(core.journal),
    index,
    webhooks,
    options,
    now,
    create: (object, fields, change) => store.create(newRecord(object, fields), change),
    newRecord,
  };
}

function lastIdOf(store: RecordStore, object: HubspotObject): number | undefined {
  let last: number | undefined;
  for (const { id } of store.all(object)) last = Math.max(last ?? 0, Number(id));
  return last;
}

/** What a test does to the portal. Null is a property that was never set, `""` one that was cleared. */
export function hubspotActions(portal: HubspotPortal): CrmActions {
  const { store, schema } = portal;
  const authorship = ({ by, atMs }: DirectChange): Change => ({ by: callers[by], atMs });
  function checked(object: HubspotObject, given: Record<string, unknown>) {
    const { values, problems } = checkProperties((name) => schema.property(object, name), given);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("; "));
    return values;
  }
  return {
    create(name, records, change) {
      const object = known(name);
      return records.map((record) => {
        const set = Object.entries(record).filter(([, value]) => value !== null);
        const fields = checked(object, Object.fromEntries(set));
        return portal.create(object, fields, authorship(change)).id;
      });
    },
    edit(record, fields, change) {
      store.update(record, checked(known(record.object), fields), authorship(change));
    },
    remove: (record, change) => store.remove(record, authorship(change)),
    restore: (record, change) => store.restore(record, authorship(change)),
    merge(primary, others, change) {
      let left = primary;
      for (const other of others) left = mergeRecords(portal, [left, other], authorship(change));
      return left.id;
    },
    find: ({ object, id }) => store.get(known(object), id),
    count: (name) => store.count(name === undefined ? undefined : known(name)),
    flows: portal.flows,
  };
}

const mergedInto = "__mergedInto";

/** What two records become: a new one, with the values of the first where it has any. */
export function mergeRecords(
  portal: HubspotPortal,
  pair: readonly [StoredRecord, StoredRecord],
  change: Change,
): StoredRecord {
  const merge = () => ({ left: mergePair(portal, pair, change), from: pair });
  return portal.webhooks.tellMerge(merge, change.by, change.atMs);
}

function mergePair(
  { store, create }: HubspotPortal,
  [primary, other]: readonly [StoredRecord, StoredRecord],
  change: Change,
): StoredRecord {
  const isFilled = ([, value]: [string, unknown]) => value !== null && value !== "";
  const filled = Object.fromEntries(Object.entries(primary.fields).filter(isFilled));
  const ids = [primary, other].flatMap(({ id, fields }) => [
    ...String(fields.hs_merged_object_ids ?? "").split(";"),
    id,
  ]);
  const fields = {
    ...other.fields,
    ...filled,
    hs_merged_object_ids: ids.filter(Boolean).join(";"),
  };
  const left = create(known(primary.object), fields, change);
  for (const loser of [primary, other]) {
    store.update(loser, { [mergedInto]: left.id }, change);
    store.remove(loser, change);
  }
  return left;
}

/** The record that goes by an id now: of one that was merged, what it has become; not a deleted one. */
export function livingRecord(
  { store }: Pick<HubspotPortal, "store">,
  object: HubspotObject,
  id: string,
): StoredRecord | undefined {
  const record = store.get(object, id);
  if (record === undefined || record.deletedAtMs === null) return record;
  const left = record.fields[mergedInto];
  return typeof left === "string" ? livingRecord({ store }, object, left) : undefined;
}

function known(name: string): HubspotObject {
  const object = objectNamed(name);
  if (!object) throw new Error(`${name} is no object of the simulated HubSpot`);
  return object;
}
