import { expect, test } from "vitest";
import { fieldWrites } from "./field-writes.ts";

const hub = {
  ...{ connection: "hub", objects: ["company", "contact"] },
  writes: { mode: "fast" as const, jobsFrom: null },
  writeWindow: { batches: 98, p50Ms: 48, p99Ms: 400 },
};
const sales = { ...hub, connection: "sales", writes: { mode: "guarded" as const, jobsFrom: 500 } };
const unread = { ...hub, connection: "unread", writes: null, writeWindow: null };

test("a field is written as its connection says, with what fast writes took where that was measured", () => {
  const connections = [hub, sales, unread, { ...hub, connection: "deals", objects: ["deal"] }];
  expect(fieldWrites({ object: "company", writes: undefined }, connections)).toEqual([
    "hub: fast; half took 0.048 s at most from read to reply, 99 of 100 took 0.4 s",
    "sales: guarded",
    "unread: not known yet",
  ]);
});

test("what its definition says goes before that, and no window is told of what is guarded", () => {
  const of = (writes: string) => fieldWrites({ object: "company", writes }, [hub, unread]);
  expect(of("guarded")).toEqual(["hub: guarded", "unread: guarded"]);
  expect(of("fast")[1]).toBe("unread: fast");
});
