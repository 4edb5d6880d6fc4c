import type { Grant } from "@fieldwork/contracts";
import { type Database, findHolds } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import type { Principal } from "../who/principal.ts";
import { holdsHandlers } from "./holds-handlers.ts";

let place: TestPlace;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  place = await openTestPlace();
  ({ database, reader } = place);
});

beforeEach(() => database.query("truncate hold, audit cascade"));

afterAll(async () => {
  await place.stop();
});

function calledBy(...grants: Grant[]) {
  const actor = { kind: "person", id: "p", name: "Ann" } as const;
  const from = "192.0.2.1";
  const principal: Principal = { actor, rights: [grants], personId: "p", sessionId: null, from };
  const place = { from, userAgent: undefined };
  return { ...{ params: undefined, query: undefined, keepSession: () => {} }, principal, place };
}
const handlers = () => holdsHandlers({ database, reader });
const everything = { scope: "everything", target: "" } as const;
const connection = (target: string) => ({ scope: "connection", target }) as const;
const order = { action: "paused", why: "odd" } as const;

test("an operator of one connection holds, sees and resumes its records, and no others", async () => {
  const call = calledBy({ role: "operator", connection: "hub" });
  const own = { scope: "record", target: "hub/company/1" } as const;
  const other = { scope: "record", target: "sales/company/1" } as const;
  const admin = calledBy({ role: "operator", connection: null });
  await handlers()["holds.place"]({ ...call, body: { ...own, ...order } });
  await handlers()["holds.place"]({ ...admin, body: { ...other, ...order } });
  const { holds } = await handlers()["holds.list"]({ ...call, body: undefined });
  expect(holds).toMatchObject([own]);
  await expect(handlers()["holds.lift"]({ ...call, body: other })).rejects.toMatchObject({
    code: "forbidden",
  });
  await handlers()["holds.lift"]({ ...call, body: own });
  const nobody = { ...other, target: "sales", ...order };
  await expect(handlers()["holds.place"]({ ...admin, body: nobody })).rejects.toMatchObject({
    code: "request_invalid",
  });
});

test("an operator of one connection holds and resumes that one alone, and sees no other", async () => {
  const call = calledBy({ role: "operator", connection: "hub" });
  const admin = calledBy({ role: "operator", connection: null });
  await handlers()["holds.place"]({ ...call, body: { ...connection("hub"), ...order } });
  await handlers()["holds.place"]({ ...admin, body: { ...connection("sales"), ...order } });
  for (const held of [
    connection("sales"),
    everything,
    { scope: "model", target: "hub" } as const,
  ]) {
    const placed = handlers()["holds.place"]({ ...call, body: { ...held, ...order } });
    await expect(placed).rejects.toMatchObject({ code: "forbidden" });
    const lifted = handlers()["holds.lift"]({ ...call, body: held });
    await expect(lifted).rejects.toMatchObject({ code: "forbidden" });
  }
  const { holds } = await handlers()["holds.list"]({ ...call, body: undefined });
  expect(holds).toMatchObject([{ scope: "connection", target: "hub", heldBy: "Ann", why: "odd" }]);
  await handlers()["holds.lift"]({ ...call, body: connection("hub") });
  expect((await findHolds(database)).holds).toMatchObject([{ target: "sales" }]);
  const orders = await database.query("select distinct came_from as source from audit");
  expect(orders).toEqual([{ source: "192.0.2.1" }]);
});
