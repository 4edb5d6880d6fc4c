import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import type { OutputField } from "./crm-adapter.ts";
import { openStandIn } from "./stand-in.ts";
import type { Connection } from "./vendors.ts";

const outputs: readonly OutputField[] = [
  { field: "ai_industry", label: "Industry", type: "choice", options: ["Energy", "Materials"] },
  { field: "ai_tags", label: "Tags", type: "choices", options: ["b2b", "b2c"] },
  { field: "ai_summary", label: "Summary", type: "text", maxChars: 500 },
  { field: "ai_size", label: "Size", type: "number", decimals: 2 },
  { field: "ai_staff", label: "Staff", type: "integer" },
  { field: "ai_public", label: "Public", type: "boolean" },
  { field: "ai_founded", label: "Founded", type: "date" },
  { field: "ai_site", label: "Site", type: "url" },
];
const values = {
  ...{ ai_industry: "Energy", ai_tags: "b2b", ai_summary: "It sells power.", ai_size: "1.5" },
  ...{ ai_staff: "12", ai_public: "true", ai_founded: "2026-01-31", ai_site: "https://a.example/" },
};

/** A CRM that keeps what it is told. */
async function openCrm() {
  const told: string[] = [];
  const server = createServer((request, response) => {
    told.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, told };
}

type Connect = (url: string) => Connection;
const hubspot: Connect = (baseUrl) => ({
  ...{ vendor: "hubspot", name: "acme", baseUrl, accessToken: "a token" },
});
const salesforce: Connect = (loginUrl) => ({
  ...{ vendor: "salesforce", name: "acme", loginUrl, clientId: "an app", clientSecret: "a secret" },
});

test.each<[string, Connect]>([
  ["HubSpot", hubspot],
  [
    "HubSpot by its paths of a date",
    (url) => ({ ...hubspot(url), apiVersion: "2026-09" }) as Connection,
  ],
  ["HubSpot, guarded", (url) => ({ ...hubspot(url), writes: "guarded" })],
  ["Salesforce", salesforce],
  ["Salesforce, guarded", (url) => ({ ...salesforce(url), writes: "guarded" })],
])(
  "a stand-in for %s is read and written like an account, and the account hears nothing of it",
  async (_, connect) => {
    const crm = await openCrm();
    const connection = connect(crm.url);
    const { adapter, idOf } = await openStandIn(connection, {
      ...{ outputs: () => outputs, logger: testLogger(), writes: connection.writes },
    });
    onTestFinished(() => adapter.close());
    const { signal } = new AbortController();
    const ids = Array.from({ length: 30 }, (_, number) => idOf(number));

    const described = await adapter.describeFields("company", signal);
    expect(described.filter(({ exists, writable }) => !exists || !writable)).toEqual([]);
    expect(described.find(({ field }) => field === "ai_industry")?.options).toEqual([
      "Energy",
      "Materials",
    ]);

    const records = await adapter.readRecords("company", ids, signal);
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    const held = records.flatMap(({ fields }) => Object.values(fields));
    expect(new Set(held.map((value) => value === null))).toEqual(new Set([true, false]));
    const blank = records.filter((one) =>
      Object.values(one.outputs).every((value) => value === null),
    );
    expect(blank.length).toBeGreaterThan(ids.length / 2);

    const readBeganAt = performance.now();
    const writes = records.map(({ ref, version: { vendorAt }, outputs }) => ({
      ...{ id: ref.id, values, sendBefore: Number.POSITIVE_INFINITY, runs: ["live"] },
      ...{
        guard: connection.writes === "guarded" ? { vendorAt, readBeganAt, outputs } : undefined,
      },
      isHeld: () => false,
    }));
    const results = await adapter.writeFields("company", writes, signal);
    expect(results).toEqual(ids.map(() => ({ kind: "written" })));
    expect(crm.told).toEqual([]);
  },
);
