import { orderLink } from "@fieldwork/api";
import type { RecordRef } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { recordAudit } from "@fieldwork/store/audit";
import { orderCompanyLink } from "@fieldwork/store/company-links";
import { findRunFigures, findSharingFigures, markRunStart } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, paidCalls, type TestLine } from "../support/test-line.ts";

let line: TestLine;

beforeAll(async () => {
  line = await createTestLine({ names: ["company-profile"], sharing: "acme" });
});

afterAll(() => line.stop());

function refOf(connection: string, id: string): RecordRef {
  return { connection, object: "company", id };
}

interface Company {
  name: string;
  domain: string;
  description: string;
}

async function inHubspot({ name, domain, description }: Company): Promise<string> {
  const [id = ""] = await line.hubspot.create("companies", [{ name, domain, description }]);
  await written([id]);
  return id;
}

async function inSalesforce({ name, domain, description }: Company): Promise<string> {
  const account = { Name: name, Website: `https://www.${domain}/`, Description: description };
  const [id = ""] = await line.salesforce.create("Account", [account]);
  return id;
}

async function written(ids: readonly string[]): Promise<void> {
  await eventually(async () => {
    const rows = await line.database.query(
      "select from work where state = 'written' and record_id = any($1::text[])",
      [ids],
    );
    expect(rows).toHaveLength(ids.length);
  });
}

/** Once these have been written, how many calls that took. */
async function callsUntilWritten(ids: readonly string[], before: number): Promise<number> {
  await written(ids);
  return (await paidCalls(line)) - before;
}

test("one company under two names in two CRMs costs one call, and its one answer is written into both", async () => {
  const start = await markRunStart(line.database);
  const before = await paidCalls(line);
  const solberg = { domain: "solberg.se", description: "Solberg sells wind turbines to farms." };
  const hubspot = await inHubspot({ ...solberg, name: "Solberg AB" });
  const salesforce = await inSalesforce({ ...solberg, name: "SOLBERG (HQ)" });
  expect(await callsUntilWritten([hubspot, salesforce], before)).toBe(1);
  const account = await line.salesforce.record({ object: "Account", id: salesforce });
  const { ai_industry: industry } = await line.company(hubspot);
  expect(industry).toEqual(expect.any(String));
  expect(Object.values(account?.fields ?? {})).toContain(industry);
  expect(await findSharingFigures(line.database, start)).toMatchObject({
    ...{ links: { linked: 1 }, byReason: { "same-domain": 1 } },
    ...{ shared: 1, notHeld: 0 },
  });
  expect((await findRunFigures(line.database, start)).calls).toMatchObject({ made: 1, saved: 1 });
});

test("both at the same moment cost one call: one is asked, the other waits for it", async () => {
  const before = await paidCalls(line);
  const fjord = { domain: "fjordfisk.no", description: "Fjordfisk farms salmon and cod." };
  const [[hubspot = ""], salesforce] = await Promise.all([
    line.hubspot.create("companies", [{ ...fjord, name: "Fjordfisk AS" }]),
    inSalesforce({ ...fjord, name: "Fjordfisk" }),
  ]);
  expect(await callsUntilWritten([hubspot, salesforce], before)).toBe(1);
});

test("an answer whose evidence does not stand in the other record is refused, and the other is asked for itself", async () => {
  const start = await markRunStart(line.database);
  const before = await paidCalls(line);
  const nordic = { domain: "nordicutilities.se", description: "It sells electricity to homes." };
  const hubspot = await inHubspot({ ...nordic, name: "Nordic Utilities AB" });
  const salesforce = await inSalesforce({ ...nordic, name: "Nordic" });
  expect(await callsUntilWritten([hubspot, salesforce], before)).toBe(2);
  await eventually(async () => {
    const figures = await findSharingFigures(line.database, start);
    expect(figures).toMatchObject({ shared: 0, notHeld: 1 });
  });
});

test("what a person has refused is asked apart, and so are companies with a mail provider's domain", async () => {
  const before = await paidCalls(line);
  const apart = { domain: "apart.se", description: "Apart rents out offices." };
  const mail = { domain: "gmail.com", description: "A bakery that delivers bread." };
  const refused = await inHubspot({ ...apart, name: "Apart AB" });
  const bakery = await inHubspot({ ...mail, name: "Bakery" });
  const [account = ""] = await line.salesforce.create("Account", [{ Name: "Not yet described" }]);
  await orderCompanyLink(line.database, {
    pair: [refOf("hubspot", refused), refOf("salesforce", account)],
    ...{ ordered: "refused", by: "ann" },
  });
  await line.salesforce.edit(
    { object: "Account", id: account },
    // With the same name too, it would be the same question, whoever asks it.
    { Name: "Apart Group", Website: apart.domain, Description: apart.description },
  );
  const other = await inSalesforce({ ...mail, name: "Bakery Group" });
  expect(await callsUntilWritten([refused, bakery, account, other], before)).toBe(4);
});

test("once a person says that they are two companies, the one that has the other's answer is asked for itself", async () => {
  const before = await paidCalls(line);
  const twin = { domain: "twin.se", description: "Twin sells elevators and escalators." };
  const hubspot = await inHubspot({ ...twin, name: "Twin AB" });
  const salesforce = await inSalesforce({ ...twin, name: "Twin Group" });
  expect(await callsUntilWritten([hubspot, salesforce], before)).toBe(1);
  const deps = { database: line.database, audit: recordAudit };
  const actor = { kind: "person", id: "p", name: "ann" } as const;
  const [one, other] = [refOf("hubspot", hubspot), refOf("salesforce", salesforce)];
  const refused = await orderLink(deps, actor, { one, other, order: "refuse" });
  expect(refused).toEqual({ state: "refused", askedAgain: 1 });
  await eventually(async () => expect(await paidCalls(line)).toBe(before + 2));
  const again = await orderLink(deps, actor, { one: other, other: one, order: "refuse" });
  expect(again).toEqual({ state: "refused", askedAgain: 0 });
});
