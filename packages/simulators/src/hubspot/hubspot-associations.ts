import { z } from "zod";
import { parse } from "../core/control-routes.ts";
import type { RecordRef } from "../core/crm-control.ts";
import type { Reply } from "../core/http-reply.ts";
import type { Journal, JournalPart } from "../core/journal.ts";
import type { Ask } from "../core/remote-control.ts";
import type { Call, Route } from "../core/routes.ts";
import { batchReply } from "./hubspot-batch-reply.ts";
import { validationError } from "./hubspot-errors.ts";
import { invalidInput, jsonBody, unknownObject } from "./hubspot-object-routes.ts";
import { type HubspotObject, objectNamed, objects } from "./hubspot-objects.ts";
import { type HubspotPortal, livingRecord } from "./hubspot-portal.ts";

/** A record, by the plural of its object. */
export interface HubspotRef {
  object: HubspotObject;
  id: string;
}

/** Which records belong together, whichever of them one begins with. */
export interface HubspotAssociations {
  /** Returns both, as HubSpot names them. */
  set(one: RecordRef, other: RecordRef, isRemoved: boolean): readonly [HubspotRef, HubspotRef];
  /** The ids in the order in which they were associated. */
  of(record: RecordRef, object: HubspotObject): readonly string[];
  readonly part: JournalPart;
}

export interface AssociationControl {
  /** Logs a note on a deal, say: what belongs together is told by whoever asks for either. */
  associate(one: RecordRef, other: RecordRef): Promise<void>;
  /** Takes it off again. */
  dissociate(one: RecordRef, other: RecordRef): Promise<void>;
}

type Pair = readonly [one: RecordRef, other: RecordRef, became?: "removed"];

export function createAssociations(journal: Journal): HubspotAssociations {
  const pairs = new Map<string, Pair>();
  const known = new Map<string, readonly string[]>();
  const keyOf = ({ object, id }: RecordRef, to: string) => `${object}/${id} ${to}`;

  function setOneWay(from: RecordRef, to: RecordRef, isRemoved: boolean): void {
    const key = keyOf(from, to.object);
    const others = (known.get(key) ?? []).filter((id) => id !== to.id);
    known.set(key, isRemoved ? others : [...others, to.id]);
  }
  function apply(pair: Pair): void {
    const [one, other, became] = pair;
    const isRemoved = became === "removed";
    const key = [one, other]
      .map(({ object, id }) => `${object}/${id}`)
      .toSorted()
      .join(" ");
    if (isRemoved) pairs.delete(key);
    else pairs.set(key, pair);
    setOneWay(one, other, isRemoved);
    setOneWay(other, one, isRemoved);
  }
  return {
    set(one, other, isRemoved) {
      const both = [named(one), named(other)] as const;
      const pair: Pair = isRemoved ? [...both, "removed"] : both;
      apply(pair);
      journal.stage("associations", pair);
      return both;
    },
    of: (record, object) => known.get(keyOf(record, object)) ?? [],
    part: { restore: (entry) => apply(entry as Pair), snapshot: () => pairs.values() },
  };
}

function named({ object, id }: RecordRef): HubspotRef {
  const plural = objectNamed(object);
  if (plural === undefined) throw new Error(`${object} is no object of the simulated HubSpot`);
  return { object: plural, id };
}

const maxInputs = 1000;
/** How many of one record a reply tells; HubSpot tells more, and pages then as well. */
const pageSize = 500;

const readBody = z.object({
  inputs: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      after: z.string().nullish(),
    }),
  ),
});

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/batch/get-associations */
export function associationRoutes(
  portal: HubspotPortal,
  associations: HubspotAssociations,
): Record<string, Route> {
  const route: Route = {
    kind: "read",
    operation: "associations",
    handle: (call) => readAssociations(portal, associations, call),
  };
  return Object.fromEntries(
    ["/crm/v4/associations", "/crm/associations/2026-03", "/crm/associations/2026-09"].map(
      (prefix) => [`POST ${prefix}/:from/:to/batch/read`, route],
    ),
  );
}

function readAssociations(
  portal: HubspotPortal,
  associations: HubspotAssociations,
  call: Call,
): Reply {
  const [from, to] = [objectNamed(call.params.from), objectNamed(call.params.to)];
  if (from === undefined) return unknownObject(call.params.from);
  if (to === undefined) return unknownObject(call.params.to);
  const parsed = readBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { inputs } = parsed.data;
  if (inputs.length > maxInputs) return validationError(`at most ${maxInputs} inputs are allowed`);
  const found = inputs.map(({ id, after }) => {
    const all = associations
      .of({ object: from, id }, to)
      .filter((other) => livingRecord(portal, to, other) !== undefined);
    const start = Number(after ?? 0);
    return { id, all, start, ids: all.slice(start, start + pageSize) };
  });
  return batchReply(200, {
    results: found
      .filter(({ ids }) => ids.length > 0)
      .map(({ id, all, start, ids }) => ({
        from: { id },
        to: ids.map((other) => ({
          toObjectId: Number(other),
          associationTypes: [{ category: "HUBSPOT_DEFINED", typeId: 1, label: null }],
        })),
        ...(start + pageSize < all.length && {
          paging: { next: { after: `${start + pageSize}` } },
        }),
      })),
    errors: found
      .filter(({ ids }) => ids.length === 0)
      .map(({ id }) => ({
        status: "error",
        category: "OBJECT_NOT_FOUND",
        subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
        message: `No ${objects[to].singular} is associated with ${objects[from].singular} ${id}.`,
        context: {
          fromObjectId: [id],
          fromObjectType: [objects[from].singular],
          toObjectType: [objects[to].singular],
        },
      })),
  });
}

const ref = z.object({ object: z.string(), id: z.string() });
const told = z.object({ one: ref, other: ref });

export function associationControlRoutes(control: AssociationControl): Record<string, Route> {
  const route = (run: AssociationControl["associate"]): Route => ({
    kind: "control",
    operation: "control",
    async handle({ body }) {
      const { one, other } = parse(told, body);
      await run(one, other);
      return { status: 200, json: {} };
    },
  });
  return {
    "POST /__simulator/associate": route(control.associate),
    "POST /__simulator/dissociate": route(control.dissociate),
  };
}

/** The same of a portal in another process. */
export function createAssociationRemote(ask: Ask): AssociationControl {
  return {
    associate: async (one, other) => void (await ask("POST", "/associate", { one, other })),
    dissociate: async (one, other) => void (await ask("POST", "/dissociate", { one, other })),
  };
}
