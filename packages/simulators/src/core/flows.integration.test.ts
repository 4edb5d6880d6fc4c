import { afterEach, beforeEach, expect, test } from "vitest";
import { createHubspotSimulator, type HubspotSimulator } from "../hubspot/hubspot-simulator.ts";

let hubspot: HubspotSimulator;
let ref: { object: string; id: string };

beforeEach(async () => {
  hubspot = createHubspotSimulator();
  await hubspot.start();
  const [id = ""] = await hubspot.create("companies", [{ name: "Acme" }]);
  ref = { object: "companies", id };
});

afterEach(() => hubspot.stop());

async function tell(method: string, body?: unknown): Promise<number> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return (await fetch(`${hubspot.url}/__simulator/flows`, init)).status;
}
const save = (name: string, by: "integration" | "person") => hubspot.edit(ref, { name }, { by });
const phone = async () => (await hubspot.record(ref))?.fields.phone;

test("a flow follows each save of an integration with its own, in its name, until flows are stopped", async () => {
  expect(await tell("POST", { object: "companies", set: { phone: "call {n}" } })).toBe(200);
  await save("Acme 2", "integration");
  await save("Acme 3", "person");
  await save("Acme 4", "integration");
  expect(await phone()).toBe("call 2");
  expect((await hubspot.record(ref))?.modifiedBy).toBe("integration");
  const { writes } = await hubspot.books.read();
  expect(writes.map(({ after }) => Object.keys(after)[0])).toEqual([
    "name",
    "name",
    "phone",
    "name",
    "name",
    "phone",
  ]);
  expect(await tell("DELETE")).toBe(200);
  await save("Acme 5", "integration");
  expect(await phone()).toBe("call 2");
});

test("a flow may follow a person, and may change nothing at all", async () => {
  await hubspot.startFlow({ object: "companies", after: "person", set: {} });
  await hubspot.startFlow({ object: "contacts", set: { phone: "1" } });
  await save("Acme 2", "person");
  await save("Acme 3", "integration");
  const { writes } = await hubspot.books.read();
  expect(writes.map(({ after }) => Object.keys(after).length)).toEqual([1, 1, 0, 1]);
});
