import { Connection, type SaveResult } from "jsforce";
import { expect, onTestFinished, test } from "vitest";
import type { RowLockOptions } from "./salesforce-locks.ts";
import { createSalesforceSimulator } from "./salesforce-simulator.ts";

const version = "64.0";

/** Two calls that come at the same time, the first for an account, the second for a contact of it and another one. */
async function saveTogether(rowLocks: RowLockOptions | undefined) {
  const simulator = createSalesforceSimulator({ rowLocks });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const connection = new Connection({
    ...{ loginUrl: simulator.url, instanceUrl: simulator.url, version },
    oauth2: { clientId, clientSecret, loginUrl: simulator.url },
  });
  await connection.authorize({ grant_type: "client_credentials" });
  const [one = "", other = ""] = await simulator.create("Account", [{ Name: "A" }, { Name: "B" }]);
  const ids = await simulator.create("Contact", [
    { LastName: "Berg", AccountId: one },
    { LastName: "Lind", AccountId: other },
  ]);
  const hold = () => simulator.faults.hold({ kind: "update-collection" });
  const [heldFirst, heldSecond] = [await hold(), await hold()];
  const first = connection.sobject("Account").update([{ Id: one, Fax: "1" }]);
  await heldFirst.arrived;
  const contacts = () =>
    connection.sobject("Contact").update(ids.map((Id) => ({ Id, Title: "Buyer" })));
  const second = contacts();
  await heldSecond.arrived;
  await simulator.faults.release();
  const results = await Promise.all([first, second]);
  return { results: results.map(codesOf), again: codesOf(await contacts()) };
}

const codesOf = (results: readonly SaveResult[]) =>
  results.map(({ errors }) => {
    const [error] = errors;
    return error && "statusCode" in error ? error.statusCode : "saved";
  });

test("a record whose account another call has locked for too long is refused, and those of other accounts are saved", async () => {
  expect(await saveTogether({ holdMs: 5, waitMs: 0 })).toEqual({
    results: [["saved"], ["UNABLE_TO_LOCK_ROW", "saved"]],
    again: ["saved", "saved"],
  });
});

test("a call waits for what another one has locked", async () => {
  const { results } = await saveTogether({ holdMs: 5 });
  expect(results).toEqual([["saved"], ["saved", "saved"]]);
});

test("without locks nobody is refused", async () => {
  expect((await saveTogether(undefined)).results).toEqual([["saved"], ["saved", "saved"]]);
});
