import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import type { Cursor, Page } from "../crm-adapter.ts";
import { beginning } from "../scan-position.ts";
import { createSalesforceAdapter } from "./salesforce-adapter.ts";
import { changesQuery } from "./salesforce-scan-rows.ts";

const never = new AbortController().signal;
const ids = ["0014W000027f6V3QAI", "0014W000027f6V4QAI", "0014W000027f6V5QAI"];
const overlap = { overlapMs: 10_000, recentOverlapMs: 10_000, deepEveryMs: 0 };
const options = { sobject: "Account", fields: ["Id", "Name"], overlap, pageSize: 50 };

describe("changesQuery", () => {
  test("asks for everything first", () => {
    expect(changesQuery(beginning, options)).toBe(
      "SELECT Id, Name FROM Account ORDER BY SystemModstamp, Id LIMIT 50",
    );
  });

  test("reaches back behind the last scan", () => {
    const scannedAt = Date.parse("2026-03-01T10:00:00Z");
    expect(changesQuery({ ...beginning, scannedAt, deepAt: scannedAt }, options)).toContain(
      "WHERE SystemModstamp >= 2026-03-01T09:59:50.000Z ORDER BY",
    );
  });

  test("goes on behind the last row, also within its second", () => {
    const at = { ...beginning, stamp: "2026-03-01T10:00:00.000Z", id: ids[0] ?? "" };
    expect(changesQuery(at, options)).toContain(
      "WHERE (SystemModstamp = 2026-03-01T10:00:00.000Z AND Id > '0014W000027f6V3QAI') " +
        "OR SystemModstamp > 2026-03-01T10:00:00.000Z ORDER BY",
    );
  });
});

type Answer = { status?: number; body: unknown };

/** An org that answers describe and token, and queries as the test scripts them. */
async function openOrg(answers: Answer[], fields = ["Id", "SystemModstamp", "Name"]) {
  const asked: string[] = [];
  const stub = await startStub((request, response) => {
    if (request.path === "/services/oauth2/token") {
      return sendJson(response, 200, { access_token: "session", instance_url: stub.url });
    }
    if (request.path.endsWith("/describe")) {
      return sendJson(response, 200, { fields: fields.map((name) => ({ name, type: "string" })) });
    }
    asked.push(decodeURIComponent(request.path));
    const { status = 200, body } = answers.shift() ?? { status: 500, body: "" };
    sendJson(response, status, body);
  });
  const adapter = createSalesforceAdapter({
    connection: "acme",
    loginUrl: stub.url,
    clientId: "id",
    grant: { kind: "client-credentials", clientSecret: "secret" },
    outputs: () => [],
    logger: testLogger(),
    pageSize: 3,
  });
  onTestFinished(async () => {
    await adapter.close();
    await stub.close();
  });
  return { adapter, asked, scan: (c: Cursor | null) => adapter.readChanges("company", c, never) };
}

function row(id: string | undefined, second: number) {
  return { Id: id, SystemModstamp: `2026-03-01T10:00:0${second}.000+0000`, Name: "A" };
}

async function drain(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe("readChanges of Salesforce", () => {
  test("crm-4: follows pages of any length, and asks again behind the last row when a query was full", async () => {
    const next = "/services/data/v64.0/query/0r8xx5R2yF2gs3VASQ-1";
    const { scan, asked } = await openOrg([
      { body: { done: false, nextRecordsUrl: next, records: [row(ids[0], 1)] } },
      { body: { done: true, records: [row(ids[1], 1), row(ids[2], 2)] } },
      { body: { done: true, records: [] } },
    ]);
    const pages = await drain(scan(null));
    expect(pages.map(({ changes }) => changes.length)).toEqual([1, 2, 0]);
    expect(asked[0]).toContain(
      "/query?q=SELECT IsDeleted, Id, SystemModstamp, Name FROM Account ORDER",
    );
    expect(asked[1]).toBe(next);
    expect(asked[2]).toContain(`Id > '${ids[2]}') OR SystemModstamp > 2026-03-01T10:00:02.000Z`);
  });

  test("asks for the next page while a page is worked on, and says when the read of each began", async () => {
    const next = "/services/data/v64.0/query/0r8xx5R2yF2gs3VASQ-1";
    const { scan, asked } = await openOrg([
      { body: { done: false, nextRecordsUrl: next, records: [row(ids[0], 1)] } },
      { body: { done: true, records: [row(ids[1], 1)] } },
    ]);
    const pages = scan(null)[Symbol.asyncIterator]();
    const first = await pages.next();
    await eventually(() => expect(asked).toHaveLength(2));
    const askedBy = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(askedBy));
    const second = await pages.next();
    expect(first.value.readAtMs).toBeLessThanOrEqual(second.value.readAtMs);
    expect(second.value.readAtMs).toBeLessThanOrEqual(askedBy);
  });

  test("crm-4: a locator that Salesforce dropped is replaced by a query from the last row", async () => {
    const next = "/services/data/v64.0/query/gone-1";
    const { scan, asked } = await openOrg([
      { body: { done: false, nextRecordsUrl: next, records: [row(ids[0], 1)] } },
      { status: 400, body: [{ errorCode: "INVALID_QUERY_LOCATOR", message: "invalid" }] },
      { body: { done: true, records: [row(ids[1], 1)] } },
    ]);
    const pages = await drain(scan(null));
    expect(pages.flatMap(({ changes }) => changes)).toHaveLength(2);
    expect(asked[2]).toContain(`Id > '${ids[0]}'`);
  });

  test("reports what was deleted since the last scan, and asks for it only then", async () => {
    const { scan, asked } = await openOrg([
      { body: { done: true, records: [] } },
      { body: { done: true, records: [{ ...row(ids[0], 1), IsDeleted: true }] } },
    ]);
    const [first] = await drain(scan(null));
    const [second] = await drain(scan(first?.cursor ?? null));
    expect(second?.changes).toMatchObject([{ kind: "deleted", ref: { id: ids[0] } }]);
    expect(asked[1]).toContain("/queryAll?q=");
  });

  test("crm-13: a field hidden since it was described is left out, and the stream goes on", async () => {
    const fields = ["Id", "SystemModstamp", "Name", "Phone"];
    const { scan, asked } = await openOrg(
      [
        { body: { done: true, records: [] } },
        { status: 400, body: [{ errorCode: "INVALID_FIELD", message: "No such column 'Phone'" }] },
        { body: { done: true, records: [row(ids[0], 1)] } },
      ],
      fields,
    );
    const [first] = await drain(scan(null));
    fields.pop();
    const [second] = await drain(scan(first?.cursor ?? null));
    expect(second?.changes).toHaveLength(1);
    expect(asked[1]).toContain("Phone");
    expect(asked[2]).not.toContain("Phone");
  });

  test("a next page elsewhere than at Salesforce is refused: the session would go with it", async () => {
    const { scan } = await openOrg([
      {
        body: { done: false, nextRecordsUrl: "https://evil.example/x", records: [row(ids[0], 1)] },
      },
    ]);
    await expect(drain(scan(null))).rejects.toMatchObject({ code: "crm_reply_malformed" });
  });
});
