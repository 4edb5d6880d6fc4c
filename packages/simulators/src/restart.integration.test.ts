import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createHubspotSimulator } from "./hubspot/hubspot-simulator.ts";
import { createSalesforceSimulator } from "./salesforce/salesforce-simulator.ts";
import { type SpawnOptions, spawnHubspot } from "./spawn-simulator.ts";

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function openHubspot(options: SpawnOptions<object> = {}) {
  const simulator = await spawnHubspot(options);
  onTestFinished(() => simulator.stop());
  const authorization = `Bearer ${simulator.credentials.integration.accessToken}`;
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${simulator.url}/crm/v3/objects/companies${path}`, {
      ...init,
      headers: { authorization, "content-type": "application/json" },
    });
  const patch = (id: string, name: string) =>
    call(`/${id}`, { method: "PATCH", body: JSON.stringify({ properties: { name } }) });
  return { simulator, call, patch };
}

test("another process is controlled like one's own", async () => {
  const { simulator, call } = await openHubspot();
  const [id = ""] = await simulator.create("companies", [{ name: "A" }], {
    at: "2026-03-01T00:00:00.000Z",
    by: "system",
  });
  const ref = { object: "companies", id };
  expect(await simulator.record(ref)).toMatchObject({
    fields: { name: "A" },
    modifiedAt: "2026-03-01T00:00:00.000Z",
    modifiedBy: "system",
  });
  await simulator.remove(ref);
  expect(await simulator.record(ref)).toMatchObject({ isDeleted: true, modifiedBy: "person" });
  expect(await simulator.record({ object: "companies", id: "1" })).toBeUndefined();
  expect(await simulator.count("companies")).toBe(0);
  await expect(simulator.edit({ object: "companies", id: "1" }, {})).rejects.toThrow(
    /no companies 1/,
  );
  await simulator.faults.add({ status: 503, times: "always" });
  expect((await call("")).status).toBe(503);
  expect(await simulator.faults.list()).toMatchObject([{ hit: 1 }]);
  await simulator.faults.clear();
  await simulator.faults.delay(1);
  expect((await call("")).status).toBe(200);
});

test("one folder holds the same after any number of restarts", async () => {
  const dir = newFolder();
  const open = () => createSalesforceSimulator({ dir });
  const first = open();
  const ids = await first.create("Account", [{ Name: "A" }, { Name: "B" }]);
  await first.edit({ object: "Account", id: ids[0] ?? "" }, { Phone: "1" });
  await first.remove({ object: "Account", id: ids[1] ?? "" });
  const records = (simulator: typeof first) =>
    Promise.all(ids.map((id) => simulator.record({ object: "Account", id })));
  const [second, third] = [open(), open()];
  expect(await records(second)).toEqual(await records(first));
  expect(await records(third)).toEqual(await records(first));
  expect(await third.books.read()).toEqual(await first.books.read());
});

test("history of a value outlives a restart", async () => {
  const dir = newFolder();
  const first = createHubspotSimulator({ dir });
  const [id = ""] = await first.create("companies", [{ name: "A" }], { by: "integration" });
  await first.edit({ object: "companies", id }, { name: "B" });
  createHubspotSimulator({ dir });
  const { simulator, call } = await openHubspot({ dir });
  const reply = await call(`/${id}?propertiesWithHistory=name`);
  expect(await reply.json()).toMatchObject({
    propertiesWithHistory: {
      name: [
        { value: "B", sourceType: "CRM_UI" },
        { value: "A", sourceType: "INTEGRATION" },
      ],
    },
  });
  await simulator.stop();
});
