import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type SpawnOptions, spawnHubspot, spawnSalesforce } from "./spawn-simulator.ts";

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function openHubspot(options: SpawnOptions<object> = {}) {
  const hubspot = await spawnHubspot(options);
  onTestFinished(() => hubspot.stop());
  const { accessToken } = hubspot.credentials.integration;
  const update = (id: string, name: string) =>
    fetch(`${hubspot.url}/crm/v3/objects/companies/${id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ properties: { name } }),
    });
  return { hubspot, update };
}

test("what was answered before a SIGKILL is there after it, at the same address", async () => {
  const dir = newFolder();
  const { hubspot, update } = await openHubspot({ dir });
  const ids = await hubspot.create(
    "companies",
    Array.from({ length: 20 }, (_, index) => ({ name: `Company ${index}` })),
  );
  const answered: string[] = [];
  const writing = ids.map(async (id) => {
    for (let round = 0; ; round++) {
      const name = `Round ${round} of ${id}`;
      if ((await update(id, name)).ok) answered.push(name);
    }
  });
  const ends = Promise.allSettled(writing);
  await expect.poll(() => answered.length, { timeout: 10_000 }).toBeGreaterThan(100);
  await hubspot.kill();
  await ends;
  const { hubspot: again } = await openHubspot({ dir, port: hubspot.port });
  expect(again.url).toBe(hubspot.url);
  expect(await again.count("companies")).toBe(20);
  const { writes, counts } = await again.books.read();
  const written = new Set(writes.map(({ after }) => after.name));
  expect(answered.filter((name) => !written.has(name))).toEqual([]);
  expect(counts.writes["update integration"]).toBeGreaterThanOrEqual(answered.length);
  for (const id of ids) {
    const own = writes.filter(({ recordId }) => recordId === id);
    const record = await again.record({ object: "companies", id });
    expect(record?.fields.name).toBe(own.at(-1)?.after.name);
  }
});

test("a write whose answer a SIGKILL took was done", async () => {
  const dir = newFolder();
  const { hubspot, update } = await openHubspot({ dir });
  const [id = ""] = await hubspot.create("companies", [{ name: "A" }]);
  const held = await hubspot.faults.hold({ kind: "write" }, "after");
  const writing = update(id, "B").catch(() => "no answer");
  await held.arrived;
  await hubspot.kill();
  expect(await writing).toBe("no answer");
  const { hubspot: again } = await openHubspot({ dir });
  expect(await again.record({ object: "companies", id })).toMatchObject({ fields: { name: "B" } });
});

test("an org keeps its sessions, fields and records over a restart, and seeds an empty one only", async () => {
  const dir = newFolder();
  const open = async () => {
    const salesforce = await spawnSalesforce({ dir, seed: 30 });
    onTestFinished(() => salesforce.stop());
    return salesforce;
  };
  const first = await open();
  await first.deployFields([
    { object: "Account", name: "Ai_Summary__c", label: "AI summary", type: "textarea" },
  ]);
  const { clientId, clientSecret } = first.credentials;
  const login = await fetch(`${first.url}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      ...{ grant_type: "client_credentials", client_id: clientId },
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  await first.stop();
  const second = await open();
  expect(await second.count("Account")).toBe(30);
  const soql = encodeURIComponent("SELECT Id, Ai_Summary__c FROM Account");
  const reply = await fetch(`${second.url}/services/data/v64.0/query?q=${soql}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await reply.json()).toMatchObject({ totalSize: 30, done: true });
});

test("a portal in another process calls whoever subscribes, and an org in another process streams where it says", async () => {
  const paths: string[] = [];
  const receiver = createServer((request, response) => {
    paths.push(request.url ?? "");
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void receiver.close());
  const { hubspot } = await openHubspot();
  const { port } = receiver.address() as AddressInfo;
  await hubspot.subscribe({ url: `http://127.0.0.1:${port}/hooks` });
  await hubspot.create("companies", [{ name: "Acme" }]);
  await expect.poll(() => paths).toEqual(["/hooks"]);
  const salesforce = await spawnSalesforce({ options: { streams: true } });
  onTestFinished(() => salesforce.stop());
  expect(await salesforce.findStreamAddress()).toMatch(/^127\.0\.0\.1:\d+$/);
});
