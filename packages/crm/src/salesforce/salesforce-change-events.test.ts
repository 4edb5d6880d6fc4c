import avro from "avsc";
import { expect, test } from "vitest";
import { changeTopic, createEventReader, pushedBy } from "./salesforce-change-events.ts";

const context = { connection: "org", object: "company" as const, ownClient: "fieldwork" };
const ids = ["0014W000027f6V3QAI", "001dM00003jU9GxQAK"];
const header = {
  ...{ recordIds: ids, changeType: "UPDATE", commitTimestamp: 1000 },
  changeOrigin: "com/salesforce/api/rest/64.0",
};

const told = (more: Partial<typeof header>) => {
  const { hints, reconcile } = pushedBy({ ...header, ...more }, context);
  return { told: hints.map(({ ref, kind }) => `${ref.id} ${kind}`), reconcile };
};

test("crm-6: one event may be about many records, and a gap is a hint at each", () => {
  const both = (kind: string) => ids.map((id) => `${id} ${kind}`);
  expect(told({})).toEqual({ told: both("changed"), reconcile: null });
  expect(told({ changeType: "GAP_UPDATE" })).toEqual({ told: both("changed"), reconcile: null });
  expect(told({ changeType: "GAP_DELETE" })).toEqual({ told: both("deleted"), reconcile: null });
  expect(told({ changeType: "UNDELETE" })).toEqual({ told: both("restored"), reconcile: null });
});

test("crm-6: an overflow and a wildcard name nobody: the object has to be compared", () => {
  const overflow = { changeType: "GAP_OVERFLOW", recordIds: ["000000000000000AAA"] };
  expect(told(overflow)).toEqual({ told: [], reconcile: "overflow" });
  expect(told({ recordIds: ["001*"] })).toEqual({ told: [], reconcile: "wildcard" });
});

test("crm-6: what our own calls changed is no news, unless it is an end", () => {
  const ours = { changeOrigin: "com/salesforce/api/rest/64.0;client=fieldwork" };
  expect(told(ours)).toEqual({ told: [], reconcile: null });
  const another = { changeOrigin: "com/salesforce/api/rest/64.0;client=fieldwork-two" };
  expect(told(another).told).toHaveLength(2);
  expect(told({ ...ours, changeType: "DELETE" }).told).toHaveLength(2);
});

test("crm-6: events are read by the schema that they name, which is fetched once, and longs keep their digits", async () => {
  const fields = [
    { name: "recordIds", type: { type: "array", items: "string" } },
    { name: "changeType", type: "string" },
    { name: "changeOrigin", type: ["null", "string"] },
    { name: "commitTimestamp", type: "long" },
    { name: "commitNumber", type: "long" },
  ];
  const type = { type: "record", name: "ChangeEventHeader", fields };
  const schema = {
    ...{ type: "record", name: "AccountChangeEvent" },
    fields: [{ name: "ChangeEventHeader", type }],
  };
  const asked: string[] = [];
  const read = createEventReader(async (id) => {
    asked.push(id);
    return JSON.stringify(schema);
  });
  const big = Buffer.concat([
    avro.Type.forSchema("string").toBuffer("x").subarray(0, 0),
    avro.Type.forSchema({ type: "array", items: "string" }).toBuffer(ids),
    avro.Type.forSchema("string").toBuffer("CREATE"),
    avro.Type.forSchema(["null", "string"]).toBuffer(null),
    avro.Type.forSchema("long").toBuffer(1_790_000_000_000),
    // 2^62, as a zigzag number of nine bytes and one.
    Buffer.from("80808080808080808001", "hex"),
  ]);
  const event = { schemaId: "s1", payload: big, replayId: Buffer.alloc(0) };
  expect(await read(event)).toMatchObject({
    ...{ recordIds: ids, changeType: "CREATE", commitTimestamp: 1_790_000_000_000 },
  });
  await read(event);
  expect(asked).toEqual(["s1"]);
  await expect(read({ ...event, payload: Buffer.alloc(1) })).rejects.toThrow();
});

test("crm-6: an object's topic is named after it, also one of the org's own", () => {
  expect(changeTopic("Account")).toBe("/data/AccountChangeEvent");
  expect(changeTopic("Site_Visit__c")).toBe("/data/Site_Visit__ChangeEvent");
});
