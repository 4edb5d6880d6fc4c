import { Connection, type Record as Row, type SaveResult } from "jsforce";
import { describe, expect, onTestFinished, test } from "vitest";
import { withSuffix } from "./salesforce-ids.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";
import type { CustomField } from "./salesforce-schema.ts";
import { createSalesforceSimulator } from "./salesforce-simulator.ts";

const version = "64.0";
const root = `/services/data/v${version}`;

async function open(options: SalesforceOptions = {}) {
  const simulator = createSalesforceSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const connection = new Connection({
    ...{ loginUrl: simulator.url, instanceUrl: simulator.url, version },
    oauth2: { clientId, clientSecret, loginUrl: simulator.url },
    callOptions: { client: "test" },
  });
  await connection.authorize({ grant_type: "client_credentials" });
  return { simulator, connection };
}

function companies(count: number) {
  return Array.from({ length: count }, (_, index) => ({ Name: `Company ${index}` }));
}

async function refusalOf(work: PromiseLike<unknown>): Promise<unknown> {
  return await Promise.resolve(work).catch((error: unknown) => error);
}

describe("login", () => {
  test("by client credentials gives a session without an end, and the org's address", async () => {
    const { simulator } = await open();
    const { clientId, clientSecret } = simulator.credentials;
    const logIn = (secret: string) =>
      fetch(`${simulator.url}/services/oauth2/token`, {
        method: "POST",
        body: new URLSearchParams({
          ...{ grant_type: "client_credentials", client_id: clientId },
          client_secret: secret,
        }),
      });
    const reply = (await (await logIn(clientSecret)).json()) as Record<string, unknown>;
    expect(reply).toMatchObject({ token_type: "Bearer", instance_url: simulator.url });
    expect(reply).not.toHaveProperty("expires_in");
    const refused = await logIn("wrong");
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: "invalid_client" });
  });

  test("is wanted again when the session was ended", async () => {
    const { simulator, connection } = await open();
    await simulator.expireSessions();
    const { accessToken } = connection;
    const reply = await fetch(`${simulator.url}${root}/limits`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual([
      { message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" },
    ]);
    await connection.authorize({ grant_type: "client_credentials" });
    expect(connection.accessToken).not.toBe(accessToken);
    expect((await connection.query("SELECT COUNT() FROM Account")).totalSize).toBe(0);
  });
});

describe("queries", () => {
  test("are paged by locator, all 15,000 rows of them", async () => {
    const { simulator, connection } = await open();
    const ids = simulator.seed("Account", companies(15_000));
    const first = await connection.query("SELECT Id, Name FROM Account ORDER BY Id");
    expect(first).toMatchObject({ totalSize: 15_000, done: false });
    expect(first.records).toHaveLength(2000);
    expect(first.nextRecordsUrl).toMatch(/\/query\/0r8xx\w+-2000$/);
    const read: (string | undefined)[] = [];
    for (let page = first; ; page = await connection.queryMore(page.nextRecordsUrl ?? "")) {
      read.push(...page.records.map(({ Id }) => Id));
      if (page.done) break;
    }
    expect(read).toEqual(ids);
    expect(connection.limitInfo.apiUsage).toEqual({ used: 8, limit: 1_000_000 });
  });

  test("come in pages of the sizes that are told", async () => {
    const { simulator, connection } = await open({ queryPageSize: [3, 1, 5] });
    simulator.seed("Account", companies(8));
    const sizes: number[] = [];
    let page = await connection.query("SELECT Id FROM Account");
    while (!page.done) {
      sizes.push(page.records.length);
      page = await connection.queryMore(page.nextRecordsUrl ?? "");
    }
    expect([...sizes, page.records.length]).toEqual([3, 1, 4]);
  });

  test("lose their locator", async () => {
    const { simulator, connection } = await open({ queryPageSize: 1 });
    simulator.seed("Account", companies(3));
    const { nextRecordsUrl = "" } = await connection.query("SELECT Id FROM Account");
    await simulator.dropLocators();
    expect(await refusalOf(connection.queryMore(nextRecordsUrl))).toMatchObject({
      errorCode: "INVALID_QUERY_LOCATOR",
    });
  });

  const rows = [
    { Name: "Zeta", Website: "zeta.example", NumberOfEmployees: 5, BillingCity: "Lund" },
    { Name: "alpha", Website: "alpha.example", NumberOfEmployees: 50 },
    { Name: "O'Neil \\ 100%", Website: "oneil.example", NumberOfEmployees: null },
  ];

  test.each([
    ["Name = 'ALPHA'", ["alpha"]],
    ["Name != 'alpha'", ["O'Neil \\ 100%", "Zeta"]],
    ["Name LIKE 'z%'", ["Zeta"]],
    ["Name LIKE '%100\\%'", ["O'Neil \\ 100%"]],
    ["Name LIKE '_lpha'", ["alpha"]],
    ["Name = 'O\\'Neil \\\\ 100%'", ["O'Neil \\ 100%"]],
    ["Name IN ('zeta', 'alpha')", ["alpha", "Zeta"]],
    ["Name NOT IN ('zeta', 'alpha')", ["O'Neil \\ 100%"]],
    ["NumberOfEmployees = null", ["O'Neil \\ 100%"]],
    ["NumberOfEmployees >= 5 AND NumberOfEmployees < 50", ["Zeta"]],
    ["(NumberOfEmployees > 5 OR BillingCity = 'Lund') AND Name != null", ["alpha", "Zeta"]],
    ["NOT (NumberOfEmployees > 5 OR BillingCity = 'Lund')", ["O'Neil \\ 100%"]],
    ["SystemModstamp > 2020-01-01T00:00:00Z", ["alpha", "O'Neil \\ 100%", "Zeta"]],
    ["SystemModstamp > 2100-01-01T00:00:00+02:00", []],
    ["IsDeleted = true", []],
  ])("find what fits %s", async (where, names) => {
    const { simulator, connection } = await open();
    await simulator.create("Account", rows);
    const soql = `SELECT Name FROM Account WHERE ${where} ORDER BY Name ASC, Id DESC`;
    const { records } = await connection.query<{ Name: string } & Row>(soql);
    expect(records.map(({ Name }) => Name)).toEqual(names);
  });

  test("count, limit and skip", async () => {
    const { simulator, connection } = await open();
    simulator.seed("Account", companies(9));
    expect((await connection.query("SELECT COUNT() FROM Account")).totalSize).toBe(9);
    const some = await connection.query("SELECT Name FROM Account ORDER BY Id LIMIT 2 OFFSET 3");
    expect(some.records.map((row) => row.Name)).toEqual(["Company 3", "Company 4"]);
  });

  test.each([
    ["SELECT Id FORM Account", "MALFORMED_QUERY"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Phone = 'b' OR Phone = 'c'", "MALFORMED_QUERY"],
    ["SELECT Id FROM Account WHERE Name = 'a", "MALFORMED_QUERY"],
    ["SELECT Id, Nothing__c FROM Account", "INVALID_FIELD"],
    ["SELECT Id FROM Account WHERE Description = 'a'", "INVALID_FIELD"],
    ["SELECT Id FROM Account WHERE SystemModstamp > '2020-01-01T00:00:00Z'", "INVALID_FIELD"],
    ["SELECT Id FROM Nothing__c", "INVALID_TYPE"],
  ])("that are wrong are told why: %s", async (soql, errorCode) => {
    const { connection } = await open();
    expect(await refusalOf(connection.query(soql))).toMatchObject({ errorCode });
  });

  test("show what was deleted to those who ask for all", async () => {
    const { simulator, connection } = await open();
    const [id = ""] = await simulator.create("Account", companies(2));
    await simulator.remove({ object: "Account", id });
    const soql = "SELECT Id, IsDeleted FROM Account ORDER BY Id";
    expect((await connection.query(soql)).totalSize).toBe(1);
    const all = await connection.query(soql, { scanAll: true });
    expect(all.records.map(({ IsDeleted }) => IsDeleted)).toEqual([true, false]);
  });

  test("stamp by the second, in the form that has no colon", async () => {
    const nowMs = Date.UTC(2026, 2, 1, 12, 30, 15, 678);
    const { simulator, connection } = await open({ now: () => nowMs });
    await simulator.create("Account", companies(1));
    const { records } = await connection.query("SELECT SystemModstamp, CreatedDate FROM Account");
    expect(records[0]).toMatchObject({
      SystemModstamp: "2026-03-01T12:30:15.000+0000",
      CreatedDate: "2026-03-01T12:30:15.000+0000",
    });
  });
});

describe("ids", () => {
  test("have the suffixes of recorded ones", () => {
    expect(withSuffix("0014W000027f6V3")).toBe("0014W000027f6V3QAI");
    expect(withSuffix("001dM00003jU9Gx")).toBe("001dM00003jU9GxQAK");
  });

  test("count up in the order of creation, by object, and are found by 15 characters", async () => {
    const { simulator, connection } = await open();
    const ids = await simulator.create("Account", companies(80));
    const [contact = ""] = await simulator.create("Contact", [{ LastName: "A" }]);
    expect(ids.toSorted()).toEqual(ids);
    expect([ids[0]?.slice(0, 3), contact.slice(0, 3)]).toEqual(["001", "003"]);
    expect(ids.every((id) => withSuffix(id.slice(0, 15)) === id)).toBe(true);
    const short = ids[7]?.slice(0, 15) ?? "";
    expect(await connection.sobject("Account").retrieve(short)).toMatchObject({ Id: ids[7] });
  });
});

const outputs: CustomField[] = [
  { object: "Account", name: "Ai_Summary__c", label: "AI summary", type: "string", length: 20 },
  {
    ...{ object: "Account", name: "Ai_Industry__c", label: "AI industry", type: "picklist" },
    values: ["Media", { value: "Retail", label: "Retail trade" }, { value: "Old", active: false }],
  },
  { object: "Account", name: "Ai_Score__c", label: "AI score", type: "double", isFormula: true },
];

/** jsforce's type has another name for the code than Salesforce. */
function codeOf({ errors }: SaveResult): unknown {
  const [error] = errors as readonly { statusCode?: string }[];
  return error?.statusCode;
}

describe("collections", () => {
  test("answer in order, a failed record without its id", async () => {
    const { simulator, connection } = await open({ customFields: outputs });
    const ids = await simulator.create("Account", companies(6));
    await simulator.remove({ object: "Account", id: ids[5] ?? "" });
    const [a = "", b = "", c = "", d = "", e = "", f = ""] = ids;
    const results = await connection.sobject("Account").update(
      [
        { Id: a, Ai_Industry__c: "Media" },
        { Id: b, Ai_Industry__c: "Old" },
        { Id: c, Ai_Summary__c: "x".repeat(21) },
        { Id: d, Ai_Score__c: 1 },
        { Id: e, Ai_Summary__c: "" },
        { Id: f, Ai_Summary__c: "x" },
        { Id: "001000000000000AAA", Ai_Summary__c: "x" },
      ],
      { allOrNone: false },
    );
    const none = undefined;
    expect(results.map(({ id }) => id)).toEqual([a, none, none, none, e, none, none]);
    expect(results.map(codeOf)).toEqual([
      undefined,
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
      "STRING_TOO_LONG",
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      undefined,
      "ENTITY_IS_DELETED",
      "INVALID_CROSS_REFERENCE_KEY",
    ]);
    expect(await simulator.record({ object: "Account", id: a })).toMatchObject({
      fields: { Ai_Industry__c: "Media" },
      modifiedBy: "integration",
    });
  });

  test("take 200 records, and roll all back where all or none is asked for", async () => {
    const { simulator, connection } = await open();
    const ids = await simulator.create("Account", companies(201));
    const renamed = ids.map((Id) => ({ Id, Name: "B" }));
    expect(await refusalOf(connection.sobject("Account").update(renamed))).toMatchObject({
      message: expect.stringContaining("record limit reached"),
    });
    const some = [...renamed.slice(0, 3), { Id: ids[3] ?? "", Name: "" }];
    const results = await connection.sobject("Account").update(some, { allOrNone: true });
    expect(results.map(({ success }) => success)).toEqual([false, false, false, false]);
    expect(results.slice(0, 3).map(codeOf)).toEqual(
      Array(3).fill("ALL_OR_NONE_OPERATION_ROLLED_BACK"),
    );
    const { counts } = await simulator.books.read();
    expect(counts.writes).toEqual({ "create person": 201 });
  });

  test("refuse single records by fault, the others being written", async () => {
    const { simulator, connection } = await open();
    const ids = await simulator.create("Account", companies(3));
    await simulator.faults.add({
      ...{ kind: "update-collection", vendor: "item-error" },
      ...{ code: "UNABLE_TO_LOCK_ROW", ids: [ids[1]] },
    });
    const update = () => connection.sobject("Account").update(ids.map((Id) => ({ Id, Fax: "1" })));
    expect((await update()).map(({ success }) => success)).toEqual([true, false, true]);
    expect((await update()).map(({ success }) => success)).toEqual([true, true, true]);
  });

  test("retrieve in order, null for what is not there", async () => {
    const { simulator, connection } = await open();
    const [a = "", b = ""] = await simulator.create("Account", companies(2));
    await simulator.remove({ object: "Account", id: b });
    const found = await connection.request({
      ...{ method: "POST", url: `${root}/composite/sobjects/Account` },
      body: JSON.stringify({ ids: [b, a], fields: ["Name"] }),
      headers: { "content-type": "application/json" },
    });
    expect(found).toEqual([null, expect.objectContaining({ Name: "Company 0" })]);
  });
});

describe("fields", () => {
  test("are described with lengths, options and what may be written", async () => {
    const { connection } = await open({ customFields: outputs });
    const { fields } = await connection.describe("Account");
    const field = (name: string) => fields.find((one) => one.name === name);
    expect(field("Name")).toMatchObject({ length: 255, byteLength: 765, updateable: true });
    expect(field("SystemModstamp")).toMatchObject({ type: "datetime", updateable: false });
    expect(field("Ai_Score__c")).toMatchObject({ calculated: true, updateable: false });
    expect(field("Ai_Industry__c")).toMatchObject({
      ...{ type: "picklist", restrictedPicklist: true, custom: true },
      picklistValues: [
        { value: "Media", label: "Media", active: true },
        { value: "Retail", label: "Retail trade", active: true },
        { value: "Old", active: false },
      ],
    });
  });

  test("are added by a deployment only, and hidden from all", async () => {
    const { simulator, connection } = await open();
    const soql = "SELECT Ai_Summary__c FROM Account";
    expect(await refusalOf(connection.query(soql))).toMatchObject({ errorCode: "INVALID_FIELD" });
    await fetch(`${simulator.url}/__simulator/deploy-fields`, {
      method: "POST",
      body: JSON.stringify({ fields: [outputs[0]] }),
    });
    expect((await connection.query(soql)).totalSize).toBe(0);
    await simulator.hideFields("Account", ["Ai_Summary__c"]);
    expect(await refusalOf(connection.query(soql))).toMatchObject({ errorCode: "INVALID_FIELD" });
    await simulator.showFields("Account", ["Ai_Summary__c"]);
    expect((await connection.query(soql)).totalSize).toBe(0);
  });
});

describe("conditional writes", () => {
  async function openWithOne() {
    let nowMs = Date.UTC(2026, 2, 1, 12, 0, 0);
    const { simulator, connection } = await open({ now: () => nowMs });
    const [id = ""] = await simulator.create("Account", companies(1));
    const readAt = new Date(nowMs).toUTCString();
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { simulator, connection, id, readAt, pass };
  }

  test("are refused when somebody wrote in a later second, and only then", async () => {
    const { simulator, connection, id, readAt, pass } = await openWithOne();
    const write = (Name: string) =>
      connection
        .sobject("Account")
        .update({ Id: id, Name }, { headers: { "If-Unmodified-Since": readAt } });
    pass(900);
    await simulator.edit({ object: "Account", id }, { Name: "By a person" });
    expect(await write("In the same second")).toMatchObject({ success: true });
    pass(100);
    await simulator.edit({ object: "Account", id }, { Name: "By a person" });
    expect(await refusalOf(write("Too late"))).toMatchObject({ errorCode: "ERROR_HTTP_412" });
    expect((await simulator.record({ object: "Account", id }))?.fields.Name).toBe("By a person");
  });

  test("are not refused for what the system did, which moves SystemModstamp alone", async () => {
    const { simulator, connection, id, readAt, pass } = await openWithOne();
    pass(5000);
    await simulator.edit({ object: "Account", id }, { Name: "By a flow" }, { by: "system" });
    const soql = "SELECT SystemModstamp, LastModifiedDate, LastModifiedById FROM Account";
    expect((await connection.query(soql)).records[0]).toMatchObject({
      SystemModstamp: "2026-03-01T12:00:05.000+0000",
      LastModifiedDate: "2026-03-01T12:00:00.000+0000",
      LastModifiedById: simulator.credentials.person.userId,
    });
    const write = connection
      .sobject("Account")
      .update({ Id: id, Name: "Ours" }, { headers: { "If-Unmodified-Since": readAt } });
    expect(await write).toMatchObject({ success: true });
  });

  test("have headers of their own inside a composite call", async () => {
    const { simulator, connection, id, readAt, pass } = await openWithOne();
    const [other = ""] = await simulator.create("Account", companies(1));
    pass(5000);
    await simulator.edit({ object: "Account", id }, { Name: "By a person" });
    const reply = await connection.request<{ compositeResponse: unknown[] }>({
      ...{ method: "POST", url: `${root}/composite` },
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        compositeRequest: [id, other].map((one, index) => ({
          ...{ method: "PATCH", url: `${root}/sobjects/Account/${one}`, referenceId: `r${index}` },
          ...{ body: { Name: "Ours" }, httpHeaders: { "If-Unmodified-Since": readAt } },
        })),
      }),
    });
    expect(reply.compositeResponse).toMatchObject([
      { httpStatusCode: 412, referenceId: "r0" },
      { httpStatusCode: 204, referenceId: "r1", body: null },
    ]);
  });
});

test("tells an integration's write from a person's, and enters both in the books", async () => {
  const { simulator, connection } = await open();
  const [id = ""] = await simulator.create("Account", companies(1), { by: "system" });
  await connection.sobject("Account").update({ Id: id, BillingCity: "Lund" });
  const { accessToken } = simulator.credentials.person;
  await fetch(`${simulator.url}${root}/sobjects/Account/${id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ BillingCity: "Malmo" }),
  });
  const { writes, calls } = await simulator.books.read();
  expect(writes).toMatchObject([
    { action: "create", by: "system" },
    { action: "update", by: "integration", before: { BillingCity: null } },
    { action: "update", by: "person", before: { BillingCity: "Lund" } },
  ]);
  expect(calls.map(({ kind, status, caller }) => `${kind} ${status} ${caller}`)).toEqual([
    "login 200 nobody",
    "write 204 integration",
    "write 204 person",
  ]);
});

test("refuses calls beyond the day's limit", async () => {
  const { connection } = await open({ callsPerDay: 1 });
  await connection.query("SELECT Id FROM Account");
  expect(await refusalOf(connection.limits())).toMatchObject({
    errorCode: "REQUEST_LIMIT_EXCEEDED",
  });
});

test("enters the headers that steer a write", async () => {
  const { simulator, connection } = await open();
  const [id = ""] = simulator.seed("Account", companies(1));
  const headers = { "Sforce-Auto-Assign": "FALSE" };
  await connection.update("Account", [{ Id: id, Phone: "1" }], { headers });
  const { calls } = await simulator.books.read();
  expect(calls.at(-1)?.headers).toEqual({
    "sforce-auto-assign": "FALSE",
    "sforce-call-options": "client=test",
  });
});
