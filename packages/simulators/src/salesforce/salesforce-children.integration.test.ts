import { Connection, type Record as Row } from "jsforce";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSalesforceSimulator } from "./salesforce-simulator.ts";

async function open() {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const connection = new Connection({
    ...{ loginUrl: simulator.url, instanceUrl: simulator.url, version: "64.0" },
    oauth2: { clientId, clientSecret, loginUrl: simulator.url },
  });
  await connection.authorize({ grant_type: "client_credentials" });
  return { simulator, connection };
}

async function refusalOf(work: PromiseLike<unknown>): Promise<unknown> {
  return await Promise.resolve(work).catch((error: unknown) => error);
}

describe("what belongs to a record", () => {
  test("comes within it, so many of each as the query says, and null where there is none", async () => {
    const { simulator, connection } = await open();
    const [busy = "", idle = ""] = await simulator.create("Account", [
      { Name: "Busy" },
      { Name: "Idle" },
    ]);
    const tasks = [1, 2, 3].map((number) => ({ WhatId: busy, Subject: `Task ${number}` }));
    for (const [index, task] of tasks.entries()) {
      await simulator.create("Task", [task], { at: new Date(Date.UTC(2026, 2, index + 1)) });
    }
    const soql =
      "SELECT Id, (SELECT Subject FROM Tasks ORDER BY CreatedDate DESC LIMIT 2) FROM Account";
    const { records } = await connection.query<Row>(soql);
    expect(records).toMatchObject([
      { Id: busy, Tasks: { done: true, records: [{ Subject: "Task 3" }, { Subject: "Task 2" }] } },
      { Id: idle, Tasks: null },
    ]);
    expect(
      await refusalOf(connection.query("SELECT Id, (SELECT Id FROM Wishes) FROM Account")),
    ).toMatchObject({ errorCode: "INVALID_TYPE" });
    await simulator.hideObject("Task");
    expect(await refusalOf(connection.query(soql))).toMatchObject({ errorCode: "INVALID_TYPE" });
  });

  test("links of documents are told only of one end that is named", async () => {
    const { connection } = await open();
    const links = "SELECT LinkedEntityId FROM ContentDocumentLink";
    expect(await refusalOf(connection.query(links))).toMatchObject({
      errorCode: "MALFORMED_QUERY",
    });
    const named = `${links} WHERE ContentDocumentId IN ('069000000000001')`;
    expect((await connection.query(named)).totalSize).toBe(0);
  });
});
