import type { ServerResponse } from "node:http";
import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { type StubRequest, sendJson, startStub } from "../contract/stub-server.ts";
import type { Cursor, Page } from "../crm-adapter.ts";
import { extendMapping, type Mapping } from "../mapping/mapping.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";

const never = new AbortController().signal;

interface Row {
  id: number;
  modifiedAtMs: number;
  /** Search does not show it before this many searches were made. */
  visibleFrom?: number;
}

interface SearchBody {
  limit: number;
  filterGroups: { filters: { propertyName: string; operator: string; value: string }[] }[];
}

/** A portal's search over rows that the test moves about; a search ends at 10,000 results. */
async function openPortal({
  rows,
  pageSize = 200,
  mapping,
}: {
  rows: Row[];
  pageSize?: number;
  mapping?: Mapping;
}) {
  let searches = 0;
  const answer = (request: StubRequest, response: ServerResponse) => {
    if (!request.path.endsWith("/search")) {
      const { inputs }: { inputs: { id: string }[] } = JSON.parse(request.body);
      const results = inputs.map(({ id }) => ({ id, properties: {} }));
      return sendJson(response, 200, { results });
    }
    const { limit, filterGroups }: SearchBody = JSON.parse(request.body);
    searches++;
    const bounds = Object.fromEntries(
      (filterGroups[0]?.filters ?? []).map(({ propertyName, operator, value }) => [
        `${propertyName} ${operator}`,
        Number(value),
      ]),
    );
    const matching = rows
      .filter(({ visibleFrom = 0 }) => searches > visibleFrom)
      .filter(({ id }) => id > (bounds["hs_object_id GT"] ?? 0))
      .filter((row) => row.modifiedAtMs >= (bounds["hs_lastmodifieddate GTE"] ?? 0))
      .toSorted((a, b) => a.id - b.id);
    sendJson(response, 200, {
      total: matching.length,
      results: matching.slice(0, limit).map(({ id, modifiedAtMs }) => ({
        id: `${id}`,
        properties: { hs_lastmodifieddate: new Date(modifiedAtMs).toISOString() },
      })),
    });
  };
  const stub = await startStub(answer);
  const adapter = createHubspotAdapter({
    connection: "acme",
    accessToken: "token",
    baseUrl: stub.url,
    outputs: () => [],
    logger: testLogger(),
    pageSize,
    mapping,
  });
  onTestFinished(async () => {
    await adapter.close();
    await stub.close();
  });
  const scan = (cursor: Cursor | null) => adapter.readChanges("company", cursor, never);
  return { scan, adapter, searches: () => searches, stub };
}

async function drain(pages: AsyncIterable<Page>) {
  const ids: string[] = [];
  let cursor: Cursor | null = null;
  for await (const page of pages) {
    ids.push(...page.changes.map(({ ref }) => ref.id));
    cursor = page.cursor;
  }
  return { ids, cursor };
}

function numbered(count: number, modifiedAtMs = Date.now()): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, modifiedAtMs }));
}

describe("readChanges of HubSpot", () => {
  test("says of every record that a search has shown it, which may be behind; a read of the record itself is not", async () => {
    const { scan, adapter } = await openPortal({ rows: numbered(3) });
    const changes: object[] = [];
    for await (const page of scan(null)) changes.push(...page.changes);
    expect(changes).toHaveLength(3);
    expect(changes.every((change) => "isFromSearch" in change)).toBe(true);
    const now = await adapter.readNow("company", ["1"], never);
    expect(now.changes).toHaveLength(1);
    expect(now.changes[0]).not.toHaveProperty("isFromSearch");
  });

  test("crm-8: reads past the 10,000 results at which a search ends, each once", async () => {
    const { scan, stub } = await openPortal({ rows: numbered(10_450) });
    const { ids } = await drain(scan(null));
    expect(ids).toHaveLength(10_450);
    expect(new Set(ids).size).toBe(10_450);
    expect(stub.requests.every(({ body }) => !("after" in JSON.parse(body)))).toBe(true);
  });

  test("crm-11: asks for 300 properties by name in the body, where no address grows too long", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `a_property_with_a_long_name_${index}`);
    const mapping = extendMapping(hubspotMapping, {
      company: { fields: Object.fromEntries(names.map((name, index) => [`field${index}`, name])) },
    });
    const { scan, adapter, stub } = await openPortal({ rows: numbered(1), mapping });
    await drain(scan(null));
    await adapter.readRecords("company", ["1"], never);
    const asked = stub.requests.filter(({ method }) => method === "POST");
    expect(asked.map(({ path }) => path.replace(/^.*companies/, ""))).toEqual([
      "/search",
      "/batch/read",
    ]);
    for (const { path, body } of asked) {
      expect(path.length).toBeLessThan(100);
      expect(JSON.parse(body).properties).toEqual(expect.arrayContaining(names));
    }
  });

  test("a scan that finds nothing new costs one call", async () => {
    const { scan, searches } = await openPortal({ rows: numbered(500, Date.now() - 3_600_000) });
    const { cursor } = await drain(scan(null));
    const before = searches();
    expect((await drain(scan(cursor))).ids).toEqual([]);
    expect(searches() - before).toBe(1);
  });

  test("a row that search shows late, under an older stamp, is delivered by the next scan", async () => {
    const late = { id: 3, modifiedAtMs: Date.now() - 5000, visibleFrom: 1 };
    const { scan } = await openPortal({ rows: [...numbered(2, Date.now() - 90_000), late] });
    const first = await drain(scan(null));
    expect(first.ids).toEqual(["1", "2"]);
    expect((await drain(scan(first.cursor))).ids).toEqual(["3"]);
  });

  test("a row edited while it is scanned past comes again", async () => {
    const rows = numbered(5, Date.now() - 3_600_000);
    const { scan } = await openPortal({ rows, pageSize: 2 });
    let cursor: Cursor | null = null;
    for await (const page of scan(null)) {
      const [first] = rows;
      if (first) first.modifiedAtMs = Date.now();
      cursor = page.cursor;
    }
    expect((await drain(scan(cursor))).ids).toEqual(["1"]);
  });

  test("goes on in the middle of a scan, from the cursor of the last page that was kept", async () => {
    const { scan } = await openPortal({ rows: numbered(5), pageSize: 2 });
    for await (const { cursor } of scan(null)) {
      const kept: Cursor = JSON.parse(JSON.stringify(cursor));
      expect((await drain(scan(kept))).ids).toEqual(["3", "4", "5"]);
      break;
    }
  });

  test("refuses a page out of order, which would hide rows", async () => {
    const stub = await startStub((_, response) =>
      sendJson(response, 200, {
        total: 9,
        results: ["9", "10", "8"].map((id) => ({ id, properties: { hs_lastmodifieddate: "0" } })),
      }),
    );
    const adapter = createHubspotAdapter({
      connection: "acme",
      accessToken: "token",
      baseUrl: stub.url,
      outputs: () => [],
      logger: testLogger(),
    });
    onTestFinished(async () => {
      await adapter.close();
      await stub.close();
    });
    const pages = adapter.readChanges("company", null, never);
    await expect(drain(pages)).rejects.toMatchObject({ code: "crm_reply_malformed" });
  });
});
