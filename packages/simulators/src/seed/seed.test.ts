import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createHubspotSimulator } from "../hubspot/hubspot-simulator.ts";
import { createSalesforceSimulator } from "../salesforce/salesforce-simulator.ts";
import { readCompanies } from "./companies.ts";
import { assignPhones } from "./phone-numbers.ts";
import { planLeads } from "./plan-leads.ts";
import { type PlannedCompany, planStockholm } from "./plan-stockholm.ts";
import { planTickets } from "./plan-tickets.ts";
import { distinctCompanies, seedCompanies } from "./seed-companies.ts";
import { heldBackLabels, seedStockholm } from "./seed-stockholm.ts";

const companies = readCompanies("stockholm");
const plan = planStockholm(companies);
const contactsOf = (planned: readonly PlannedCompany[]) => planned.flatMap((one) => one.contacts);

test("500 companies are in Salesforce, 400 in HubSpot, and 120 in both under another name", () => {
  expect([plan.salesforce.length, plan.hubspot.length]).toEqual([500, 400]);
  const hubspot = new Map(plan.hubspot.map(({ fields }) => [fields.website, fields]));
  const pairs = plan.salesforce.flatMap(({ fields }) => {
    const other = fields.Description ? findByText(fields.Description) : undefined;
    return other && hubspot.get(other.website) ? [[fields, other] as const] : [];
  });
  expect(pairs.length).toBeGreaterThanOrEqual(120);
  const renamed = pairs.filter(([account, company]) => account.Name !== company.name);
  expect(renamed.length).toBeGreaterThan(110);
  const phones = pairs.filter(([{ Phone }, { phone }]) => Phone && phone && Phone !== phone);
  expect(phones.length).toBeGreaterThan(110);
});

function findByText(text: string | number) {
  return plan.hubspot.find(({ fields }) => fields.description === text)?.fields;
}

test("the plan is the same on every run", () => {
  expect(planStockholm(readCompanies("stockholm"))).toEqual(plan);
});

test("no label enters a CRM, and there is one for each text", () => {
  const names = [...plan.salesforce, ...plan.hubspot].flatMap(({ fields }) => Object.keys(fields));
  expect(names.filter((name) => /sector|industry/i.test(name))).toEqual([]);
  const labels = heldBackLabels();
  expect(new Set(labels.map(({ summary }) => summary)).size).toBe(labels.length);
  expect(new Set(labels.map(({ sector }) => sector)).size).toBe(11);
});

test("a few texts are blank, and one in a hundred is untidy", () => {
  const texts = [
    ...plan.salesforce.map(({ fields }) => fields.Description),
    ...plan.hubspot.map(({ fields }) => fields.description),
  ];
  const count = (pattern: RegExp) => texts.filter((text) => pattern.test(`${text}`)).length;
  expect(texts.filter((text) => text === null)).toHaveLength(11);
  const untidy = [/\r\n/, /\u00a0/, /<p>/, /🚀/u].map(count);
  expect(Math.min(...untidy)).toBeGreaterThan(0);
  expect(untidy.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(9);
});

test("no two companies have one phone number", () => {
  const byNumber = new Map<string, Set<string>>();
  for (const [summary, { area, subscriber }] of assignPhones(companies)) {
    const number = `${area} ${subscriber}`;
    byNumber.set(number, (byNumber.get(number) ?? new Set()).add(summary));
  }
  expect(byNumber.size).toBeGreaterThan(450);
  expect([...byNumber.values()].filter(({ size }) => size > 1)).toEqual([]);
});

test("people have several hundred titles, some of them none, and in HubSpot an address each", () => {
  const titles = [
    ...contactsOf(plan.salesforce).map(({ Title }) => Title),
    ...contactsOf(plan.hubspot).map(({ jobtitle }) => jobtitle),
  ];
  expect(titles.length).toBeGreaterThan(800);
  expect(new Set(titles).size).toBeGreaterThan(300);
  expect(titles.filter((title) => title === null).length).toBeGreaterThan(10);
  const emails = contactsOf(plan.hubspot).flatMap(({ email }) => email ?? []);
  expect(new Set(emails).size).toBe(emails.length);
});

test("an empty CRM is seeded, and one that holds anything is left as it is", async () => {
  const salesforce = createSalesforceSimulator();
  const hubspot = createHubspotSimulator();
  await hubspot.create("companies", [{ name: "A" }]);
  const { salesforce: seeded, hubspot: left } = await seedStockholm({ salesforce, hubspot });
  expect(seeded.companies).toBe(500);
  expect(left).toEqual({ companies: 0, contacts: 0, leads: 0, tickets: 0 });
  expect(await salesforce.count("Account")).toBe(500);
  expect(await salesforce.count("Contact")).toBe(seeded.contacts);
  expect(await hubspot.count()).toBe(1);
  expect(await seedStockholm({ salesforce })).toMatchObject({ salesforce: { companies: 0 } });
  const { counts, writes } = await salesforce.books.read();
  expect(counts.writes).toEqual({ "create system": 500 + seeded.contacts + 30 + 40 });
  expect(writes).toEqual([]);
});

test("a CRM is seeded in one line of its journal, so that a kill leaves none half seeded", async () => {
  const dir = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await seedStockholm({ hubspot: createHubspotSimulator({ dir }) });
  const journal = readFileSync(join(dir, "journal.jsonl"), "utf8");
  expect(journal.trimEnd().split("\n")).toHaveLength(1);
  expect(await createHubspotSimulator({ dir }).count("contacts")).toBeGreaterThan(350);
});

test("as many companies as wanted, each with a text of its own", async () => {
  const count = 5000;
  const texts = distinctCompanies(count).map(({ description }) => description);
  expect(new Set(texts).size).toBe(count);
  const hubspot = createHubspotSimulator();
  expect(seedCompanies({ hubspot }, { count: 300 }).hubspot).toHaveLength(300);
  expect(await hubspot.count("companies")).toBe(300);
});

test("30 leads and 40 tickets are in each CRM, none of them twice in one, and none in a small demo", async () => {
  const salesforce = createSalesforceSimulator();
  const hubspot = createHubspotSimulator();
  const seeded = await seedStockholm({ salesforce, hubspot });
  expect(seeded).toMatchObject({
    ...{ salesforce: { leads: 30, tickets: 40 }, hubspot: { leads: 30, tickets: 40 } },
  });
  expect(await hubspot.count("leads")).toBe(30);
  expect(await salesforce.count("Case")).toBe(40);
  const { salesforce: cases, hubspot: tickets } = planTickets(plan);
  for (const texts of [
    cases.map(({ fields }) => fields.Description),
    tickets.map(({ fields }) => fields.content),
  ]) {
    expect(new Set(texts).size).toBe(40);
    expect(texts.join(" ")).not.toMatch(/[{}]/);
  }
  const leads = planLeads(readCompanies("copenhagen"));
  const names = leads.salesforce.map(({ Company }) => Company);
  const others = leads.hubspot.map((lead) => lead.hs_associated_company_name);
  expect(new Set([...names, ...others]).size).toBe(60);
  expect(planTickets(plan)).toEqual({ salesforce: cases, hubspot: tickets });
  const small = createHubspotSimulator();
  await seedStockholm({ hubspot: small }, { records: 20 });
  expect(await small.count()).toBeLessThanOrEqual(20);
});
