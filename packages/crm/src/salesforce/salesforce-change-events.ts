import type { ObjectName } from "@fieldwork/contracts";
import avro from "avsc";
import { z } from "zod";
import type { Hint, Pushed } from "../hint.ts";
import { salesforceId } from "./salesforce-id.ts";
import type { StreamEvent } from "./salesforce-pubsub-client.ts";

/** What a change event says of itself; its fields are only a part of the record, and are never taken for it. */
const changeHeader = z.object({
  recordIds: z.array(z.string()),
  changeType: z.string(),
  changeOrigin: z.string().nullish(),
  commitTimestamp: z.union([z.number(), z.bigint()]).transform(Number),
});
export type ChangeHeader = z.infer<typeof changeHeader>;

const envelope = z.object({ ChangeEventHeader: changeHeader });
const mostSchemas = 100;

/** Numbers of commits are larger than a double holds. */
const longType = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer(value: bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (a: bigint, b: bigint) => Number(a - b),
});

/** Reads events by the schemas that they name, each of which is fetched once. */
export function createEventReader(
  schemaOf: (id: string) => Promise<string>,
): (event: StreamEvent) => Promise<ChangeHeader> {
  const types = new Map<string, Promise<avro.Type>>();
  async function typeOf(id: string): Promise<avro.Type> {
    const found = types.get(id) ?? schemaOf(id).then(typeFrom);
    if (types.size >= mostSchemas) types.clear();
    types.set(id, found);
    // A schema that could not be fetched may be there the next time.
    found.catch(() => types.delete(id));
    return found;
  }
  return async ({ schemaId, payload }) => {
    const type = await typeOf(schemaId);
    return envelope.parse(type.fromBuffer(payload)).ChangeEventHeader;
  };
}

function typeFrom(json: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(json), { registry: { long: longType } });
}

const kinds: Readonly<Record<string, Hint["kind"]>> = {
  ...{ DELETE: "deleted", GAP_DELETE: "deleted" },
  ...{ UNDELETE: "restored", GAP_UNDELETE: "restored" },
};

export interface PushedContext {
  connection: string;
  object: ObjectName;
  /** The name under which our own calls go. */
  ownClient: string;
}

/**
 * What an event hints at. One may be about many records; a gap names records without saying what changed;
 * an overflow, or a wildcard in place of an id, names none. Pure.
 */
export function pushedBy(
  { recordIds, changeType, changeOrigin, commitTimestamp }: ChangeHeader,
  { connection, object, ownClient }: PushedContext,
): Omit<Pushed, "position"> {
  const isOurs = (changeOrigin ?? "").endsWith(`;client=${ownClient}`);
  if (isOurs && changeType === "UPDATE") return { hints: [], reconcile: null };
  const ids = recordIds.map((id) => salesforceId(id));
  if (changeType === "GAP_OVERFLOW" || ids.includes(undefined)) {
    const reconcile = changeType === "GAP_OVERFLOW" ? "overflow" : "wildcard";
    return { hints: [], reconcile };
  }
  const hints = ids.flatMap((id): Hint[] =>
    id === undefined
      ? []
      : [
          {
            ref: { connection, object, id },
            kind: kinds[changeType] ?? "changed",
            atMs: commitTimestamp,
            isBulk: false,
          },
        ],
  );
  return { hints, reconcile: null };
}

/** The topic of an object's change events. */
export function changeTopic(type: string): string {
  return `/data/${type.endsWith("__c") ? type.replace(/__c$/, "__") : type}ChangeEvent`;
}
