import { type RecordChanged, recordKey, topics } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { passThrough } from "./pass-through.ts";

function changed(id: string): RecordChanged {
  return {
    kind: "changed",
    ref: { connection: "acme", object: "company", id },
    version: { vendorAt: "2026-01-31T12:00:00.000Z", contentHash: id },
    fields: { name: `Åkeriet ${id}`, website: null },
    outputs: {},
    readAt: "2026-01-31T12:00:01.000Z",
  };
}

test("what passes through the log comes out as a handler would receive it, in order of each key", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const events = ["1", "2", "1", "3", "2"].map(changed);
  const received = await passThrough(
    topics.recordChanged,
    events.map((event) => ({ event, traceparent })),
  );
  const byKey = (all: readonly RecordChanged[]) => Map.groupBy(all, ({ ref }) => recordKey(ref));
  expect(byKey(received.map(({ event }) => event))).toEqual(byKey(events));
  for (const one of received) {
    expect(one).toMatchObject({ key: recordKey(one.event.ref), traceparent });
    expect(one.publishedAt.getTime()).toBeGreaterThan(0);
  }
  expect(await passThrough(topics.recordChanged, [])).toEqual([]);
});
