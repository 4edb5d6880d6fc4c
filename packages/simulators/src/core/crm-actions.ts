import { z } from "zod";
import { parse } from "./control-routes.ts";
import type { ChangeOptions, CrmControl, RecordRef, RecordView } from "./crm-control.ts";
import type { Flows } from "./flows.ts";
import type { Reply } from "./http-reply.ts";
import type { StoredRecord } from "./record-store.ts";
import type { CallerKind, Route } from "./routes.ts";
import type { SimulatorCore } from "./vendor.ts";

export interface DirectChange {
  atMs: number;
  by: CallerKind;
}

/** What a vendor does for a test, at once. It throws what is wrong with the test's values. */
export interface CrmActions {
  create(
    object: string,
    records: readonly Record<string, unknown>[],
    change: DirectChange,
  ): string[];
  edit(record: StoredRecord, fields: Record<string, unknown>, change: DirectChange): void;
  remove(record: StoredRecord, change: DirectChange): void;
  restore(record: StoredRecord, change: DirectChange): void;
  /** The id of the record that is left. */
  merge(primary: StoredRecord, others: readonly StoredRecord[], change: DirectChange): string;
  find(ref: RecordRef): StoredRecord | undefined;
  count(object?: string): number;
  flows: Pick<Flows, "start" | "stop">;
}

export function createCrmControl(
  { books, faults, journal }: SimulatorCore,
  actions: CrmActions,
  now: () => number,
): CrmControl {
  const changeOf = ({ at, by = "person" }: ChangeOptions = {}): DirectChange => ({
    atMs: at === undefined ? now() : new Date(at).getTime(),
    by,
  });
  function existing(ref: RecordRef): StoredRecord {
    const record = actions.find(ref);
    if (!record) throw new Error(`there is no ${ref.object} ${ref.id}`);
    return record;
  }
  return {
    faults,
    books,
    async create(object, records, options) {
      const ids = actions.create(object, records, changeOf(options));
      journal.flush();
      return ids;
    },
    async edit(ref, fields, options) {
      actions.edit(existing(ref), fields, changeOf(options));
      journal.flush();
    },
    async remove(ref, options) {
      actions.remove(existing(ref), changeOf(options));
      journal.flush();
    },
    async restore(ref, options) {
      actions.restore(existing(ref), changeOf(options));
      journal.flush();
    },
    async merge({ object, id }, others, options) {
      const losers = others.map((other) => existing({ object, id: other }));
      const left = actions.merge(existing({ object, id }), losers, changeOf(options));
      journal.flush();
      return left;
    },
    async record(ref) {
      const record = actions.find(ref);
      return record && viewOf(record);
    },
    count: async (object) => actions.count(object),
    startFlow: async (flow) => actions.flows.start(flow),
    stopFlows: async () => actions.flows.stop(),
  };
}

function viewOf(record: StoredRecord): RecordView {
  const { object, id, fields, createdAtMs, modifiedAtMs, modifiedBy, deletedAtMs } = record;
  return {
    object,
    id,
    fields: { ...fields },
    createdAt: new Date(createdAtMs).toISOString(),
    modifiedAt: new Date(modifiedAtMs).toISOString(),
    modifiedBy: modifiedBy.kind,
    isDeleted: deletedAtMs !== null,
  };
}

const fields = z.record(z.string(), z.unknown());
const options = z.object({
  at: z.iso.datetime({ offset: true }).optional(),
  by: z.enum(["integration", "person", "system"]).optional(),
});
const flow = z.strictObject({
  object: z.string(),
  after: z.enum(["integration", "person", "system"]).optional(),
  set: fields,
});

/** The same over HTTP, under `/__simulator/records` and `/__simulator/flows`. */
export function crmControlRoutes(control: CrmControl): Record<string, Route> {
  const handlers: Record<string, Route["handle"]> = {
    "GET /__simulator/count": async ({ query }) =>
      ok({ count: await control.count(query.get("object") ?? undefined) }),
    "POST /__simulator/flows": async ({ body }) => {
      await control.startFlow(parse(flow, body));
      return ok({});
    },
    "DELETE /__simulator/flows": async () => {
      await control.stopFlows();
      return ok({});
    },
    "POST /__simulator/records/:object": async ({ params, body }) => {
      const { records, ...change } = parse(options.extend({ records: z.array(fields) }), body);
      return ok({ ids: await control.create(params.object ?? "", records, change) });
    },
    "GET /__simulator/records/:object/:id": async ({ params }) => {
      const record = await control.record(refOf(params));
      return record ? ok(record) : { status: 404, json: {} };
    },
    "PATCH /__simulator/records/:object/:id": async ({ params, body }) => {
      const { fields: edited, ...given } = parse(options.extend({ fields }), body);
      await control.edit(refOf(params), edited, given);
      return ok({});
    },
    "DELETE /__simulator/records/:object/:id": async ({ params, body }) => {
      const given = parse(options, body === "" ? "{}" : body);
      await control.remove(refOf(params), given);
      return ok({});
    },
    "POST /__simulator/records/:object/:id/restore": async ({ params, body }) => {
      const given = parse(options, body === "" ? "{}" : body);
      await control.restore(refOf(params), given);
      return ok({});
    },
    "POST /__simulator/records/:object/:id/merge": async ({ params, body }) => {
      const { others, ...given } = parse(options.extend({ others: z.array(z.string()) }), body);
      return ok({ ids: [await control.merge(refOf(params), others, given)] });
    },
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([pattern, handle]) => [
      pattern,
      { kind: "control", operation: "control", handle },
    ]),
  );
}

function refOf({ object = "", id = "" }: Readonly<Record<string, string>>): RecordRef {
  return { object, id };
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
