import { randomUUID } from "node:crypto";
import avro from "avsc";
import type { StoredRecord } from "../core/record-store.ts";
import type { Caller } from "../core/routes.ts";

/** One event as a topic keeps it. */
export interface Told {
  replayId: Buffer;
  payload: Buffer;
}

export const schemaId = "simulated-change-event-1";
export const overflowId = "000000000000000AAA";
const strings = { type: "array", items: "string" };
const changeTypes = ["CREATE", "UPDATE", "DELETE", "UNDELETE"];
export const schema = {
  ...{ type: "record", name: "ChangeEvent", namespace: "com.sforce.eventbus" },
  fields: [
    {
      name: "ChangeEventHeader",
      type: {
        ...{ type: "record", name: "ChangeEventHeader" },
        fields: [
          { name: "entityName", type: "string" },
          { name: "recordIds", type: strings },
          {
            name: "changeType",
            type: {
              ...{ type: "enum", name: "ChangeType" },
              symbols: [...changeTypes, ...changeTypes.map((one) => `GAP_${one}`), "GAP_OVERFLOW"],
            },
          },
          { name: "changeOrigin", type: "string" },
          { name: "transactionKey", type: "string" },
          { name: "sequenceNumber", type: "int" },
          { name: "commitTimestamp", type: "long" },
          { name: "commitNumber", type: "long" },
          { name: "commitUser", type: "string" },
          { name: "nulledFields", type: strings },
          { name: "diffFields", type: strings },
          { name: "changedFields", type: strings },
        ],
      },
    },
    { name: "Name", type: ["null", "string"], default: null },
  ],
};
const eventType = avro.Type.forSchema(schema as avro.Schema);

export interface Header {
  entityName: string;
  recordIds: readonly string[];
  changeType: string;
  by: Caller;
  atMs: number;
  name?: unknown;
}

/** The events of an org's changes, by topic and in order. */
export interface StreamTopics {
  of(topic: string): readonly Told[];
  append(header: Header): void;
  /** Told together with what changes alike in the same go, after which `onFlush` is called. */
  note(record: StoredRecord, change: Pick<Header, "changeType" | "by" | "atMs">): void;
  longest(): number;
}

export function createStreamTopics(onFlush: () => void): StreamTopics {
  const topics = new Map<string, Told[]>();
  let waiting: Header[] = [];
  let told = 0;

  function append({ entityName, recordIds, changeType, by, atMs, name }: Header): void {
    told += 1;
    const replayId = Buffer.alloc(8);
    replayId.writeBigInt64BE(BigInt(told));
    const client = by.client === undefined ? "" : `;client=${by.client}`;
    const payload = eventType.toBuffer({
      ChangeEventHeader: {
        ...{ entityName, recordIds: [...recordIds], changeType },
        changeOrigin: `com/salesforce/api/rest/64.0${client}`,
        ...{ transactionKey: randomUUID(), sequenceNumber: 1, commitTimestamp: atMs },
        ...{ commitNumber: told, commitUser: by.id },
        ...{ nulledFields: [], diffFields: [], changedFields: ["0x400000"] },
      },
      Name: typeof name === "string" ? name : null,
    });
    const topic = `/data/${entityName}ChangeEvent`;
    topics.set(topic, [...(topics.get(topic) ?? []), { replayId, payload }]);
  }

  function flush(): void {
    const groups = Map.groupBy(waiting, ({ entityName, changeType, by }) =>
      [entityName, changeType, by.id, by.client].join(" "),
    );
    waiting = [];
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      append({ ...first, recordIds: group.flatMap(({ recordIds }) => recordIds) });
    }
    onFlush();
  }

  return {
    of: (topic) => topics.get(topic) ?? [],
    append(header) {
      append(header);
      onFlush();
    },
    note(record, change) {
      if (waiting.length === 0) setImmediate(flush);
      const { object: entityName, id } = record;
      waiting.push({ entityName, recordIds: [id], ...change, name: record.fields.Name });
    },
    longest: () => Math.max(0, ...[...topics.values()].map((events) => events.length)),
  };
}
