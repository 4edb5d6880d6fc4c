import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredRecord } from "../core/record-store.ts";
import { createSimulatorCore } from "../core/vendor.ts";
import {
  callers,
  createHubspotPortal,
  type HubspotPortal,
  hubspotActions,
} from "./hubspot-portal.ts";
import { search } from "./hubspot-search.ts";
import { createHubspotWebhooks } from "./hubspot-webhooks.ts";

const startMs = Date.UTC(2026, 2, 1);
const firstId = 18_400_102_003;

const nth = fc.nat({ max: 15 });
const name = fc.constantFrom("Acme", "Beta", "Gamma");
/** Few values, so that many are equal. */
const afterMs = fc.integer({ min: 0, max: 12 }).map((count) => count * 1000);

const seed = fc.record({ what: fc.constant("seed" as const), name, afterMs });
const step = fc.oneof(
  seed,
  fc.record({ what: fc.constant("create" as const), name }),
  fc.record({ what: fc.constant("edit" as const), nth, name, afterMs: fc.option(afterMs) }),
  fc.record({ what: fc.constantFrom("remove" as const, "restore" as const), nth }),
  fc.record({ what: fc.constant("merge" as const), nth, other: nth }),
  fc.record({ what: fc.constant("wait" as const), afterMs }),
  fc.record({ what: fc.constant("search" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const idValue = fc
  .tuple(nth, fc.constantFrom(0, 0, 0, -1, 1))
  .map(([one, beside]) => `${firstId + 7 * one + beside}`);
const stampValue = afterMs.map((after) => `${startMs + after}`);
const operator = fc.constantFrom("GT", "GTE", "LT", "LTE", "EQ", "NEQ", "BETWEEN", "IN");
const filterOf = (names: readonly string[], value: fc.Arbitrary<string>) =>
  fc
    .record({ propertyName: fc.constantFrom(...names), operator, low: value, high: value })
    .map(({ low, high, ...filter }) =>
      filter.operator === "IN"
        ? { ...filter, values: [low, high] }
        : { ...filter, value: low, ...(filter.operator === "BETWEEN" && { highValue: high }) },
    );
const ofOrders = [
  { weight: 4, arbitrary: filterOf(["hs_object_id"], idValue) },
  { weight: 3, arbitrary: filterOf(["hs_lastmodifieddate"], stampValue) },
];
const filter = fc.oneof(
  ...ofOrders,
  filterOf(["name"], name),
  filterOf(["createdate"], stampValue),
);
const group = fc.record({
  filters: fc.oneof(
    fc.array(fc.oneof(...ofOrders), { maxLength: 2 }),
    fc.array(filter, { maxLength: 3 }),
  ),
});
const order = fc.record({
  propertyName: fc.constantFrom("hs_object_id", "hs_object_id", "hs_lastmodifieddate", "name"),
  direction: fc.constantFrom("ASCENDING", "ASCENDING", "DESCENDING"),
});
const request = fc.record({
  filterGroups: fc.oneof(
    { weight: 5, arbitrary: fc.array(group, { maxLength: 1 }) },
    fc.array(group, { maxLength: 2 }),
  ),
  sorts: fc.array(order, { maxLength: 2 }),
  query: fc.constantFrom(undefined, undefined, "beta"),
  limit: fc.integer({ min: 0, max: 12 }),
  after: fc.oneof(fc.constant(0), fc.nat({ max: 6 })),
});

/** What has become of a portal, with every record as search is to show it. */
function play(steps: readonly Step[], lagMs: number) {
  let nowMs = startMs + 4000;
  const webhooks = createHubspotWebhooks({ portalId: 1, appId: 1, clientSecret: "" });
  const options = { indexLagMs: lagMs, now: () => nowMs };
  const portal = createHubspotPortal(createSimulatorCore({}), options, webhooks);
  const states = new Map<string, { fromMs: number; state: StoredRecord }[]>();
  for (const step of steps) {
    if (step.what === "wait") nowMs += step.afterMs;
    else take(portal, step, nowMs);
    for (const record of portal.store.all("companies")) {
      const known = states.get(record.id) ?? [];
      const { fields, ...rest } = record;
      const state = { ...rest, fields: { ...fields } };
      const fromMs = step.what === "seed" ? 0 : nowMs + lagMs;
      if (!isSame(known.at(-1)?.state, state)) known.push({ fromMs, state });
      states.set(record.id, known);
    }
  }
  const shown = [...states.values()].flatMap((known) => {
    const state = known.findLast(({ fromMs }) => fromMs <= nowMs)?.state;
    return state?.deletedAtMs === null ? [state] : [];
  });
  return { portal, shown };
}

function isSame(one: StoredRecord | undefined, other: StoredRecord): boolean {
  const told = ({ fields, modifiedAtMs, deletedAtMs }: StoredRecord) =>
    `${Object.values(fields)} ${modifiedAtMs} ${deletedAtMs}`;
  return one !== undefined && told(one) === told(other);
}

function take(portal: HubspotPortal, step: Exclude<Step, { what: "wait" }>, nowMs: number): void {
  const actions = hubspotActions(portal);
  const change = { by: "person", atMs: nowMs } as const;
  const record = "nth" in step ? recordAt(portal, step.nth) : undefined;
  const isLiving = record?.deletedAtMs === null;
  switch (step.what) {
    case "seed": {
      const seeded = portal.newRecord("companies", { name: step.name });
      portal.store.seed(seeded, { by: callers.system, atMs: startMs + step.afterMs });
      return;
    }
    case "create":
      actions.create("companies", [{ name: step.name }], change);
      return;
    case "edit": {
      const atMs = step.afterMs === null ? nowMs : startMs + step.afterMs;
      if (isLiving) actions.edit(record, { name: step.name }, { ...change, atMs });
      return;
    }
    case "remove":
      if (isLiving) actions.remove(record, change);
      return;
    case "restore":
      if (record && !isLiving) actions.restore(record, change);
      return;
    case "merge": {
      const other = recordAt(portal, step.other);
      if (isLiving && other?.deletedAtMs === null && other !== record) {
        actions.merge(record, [other], change);
      }
      return;
    }
    case "search":
      portal.index.records("companies");
      return;
    default:
      step satisfies never;
  }
}

function recordAt({ store }: HubspotPortal, nth: number): StoredRecord | undefined {
  return store.get("companies", `${firstId + 7 * nth}`);
}

test("search finds by its index what a look at every record finds", () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.array(seed, { minLength: 20, maxLength: 40 }), fc.array(step, { maxLength: 25 })),
      fc.constantFrom(0, 2000),
      fc.array(request, { minLength: 10, maxLength: 10 }),
      ([seeds, steps], lagMs, requests) => {
        const { portal, shown } = play([...seeds, ...steps], lagMs);
        const property = (wanted: string) => portal.schema.property("companies", wanted);
        const plain = { within: () => shown, page: () => undefined };
        for (const one of requests) {
          const records = portal.index.records("companies");
          expect(search({ records, property }, one)).toEqual(
            search({ records: plain, property }, one),
          );
        }
      },
    ),
  );
});
