import { loadEnrichments } from "@fieldwork/enrichments";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ChangedCatalog, copyCatalog } from "../support/changed-catalog.ts";
import {
  createTestConsole,
  lookAt,
  type TestConsole,
  type Visit,
} from "../support/test-console.ts";
import { createTestLine, type TestLine, testModel } from "../support/test-line.ts";
import { tellWhatIsShown } from "../support/what-is-shown.ts";
import {
  backfillMapping,
  backfillPages,
  createBackfillContacts,
  historyIsRead,
} from "./backfills.ts";
import { connectionPages } from "./connections.ts";
import { deadLetterPages } from "./dead-letters.ts";
import { enrichmentPages } from "./enrichments.ts";
import { changeCatalog, evaluationPages } from "./evaluations.ts";
import { hostileText } from "./hostile-text.ts";
import { linkPages } from "./links.ts";
import { onCallDay } from "./on-call.ts";
import { parkedPages } from "./parked.ts";
import { recordPages } from "./records.ts";
import { reviewPages } from "./reviews.ts";
import { salesOpsDay } from "./sales-ops.ts";
import { settingsPages } from "./settings.ts";
import { severalConnections } from "./several-connections.ts";
import { pageStates } from "./states.ts";
import { verdictPages } from "./verdicts.ts";

/** The console in a real browser, on a whole line in one process. */

let line: TestLine;
let served: TestConsole;
let ann: Visit;

let catalog: ChangedCatalog;

beforeAll(async () => {
  catalog = await copyCatalog();
  await changeCatalog(catalog);
  line = await createTestLine({
    ...{ catalogDir: catalog.dir, route: [`openai/${testModel}`] },
    ...{ mapping: backfillMapping, history: "read-only", before: createBackfillContacts },
  });
  await historyIsRead(line);
  await seed(line);
  const { dir: catalogDir } = catalog;
  served = await createTestConsole(line, {
    files: { read: () => loadEnrichments({ catalogDir }) },
  });
  await line.drained();
  ann = await served.signIn();
}, 150_000);

beforeEach((test) => tellWhatIsShown(test, () => served?.browser));

afterAll(async () => {
  await served?.stop();
  await line?.stop();
  await catalog?.remove();
});

const timeout = 90_000;
const patient = { timeoutMs: 20_000 };
const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

async function otherIndustry(id: string): Promise<string> {
  return (await line.company(id)).ai_industry === "Utilities" ? "Financials" : "Utilities";
}

async function seed({ hubspot, salesforce, openai, drained }: TestLine): Promise<void> {
  // One of each: what no model answers, and what a person wrote first.
  await openai.misbehave("refusal", { times: 2 });
  await hubspot.create("companies", [
    { name: "Refused One", description: "Refused number one. Sells furniture." },
    { name: "Refused Two", description: "Refused number two. Sells furniture." },
  ]);
  await drained();
  const conflicts = ["Alpha", "Beta", "Gamma"];
  const company = (name: string, more: string) => ({
    ...{ name: `${name} Conflict`, description: `${name} builds and repairs ships. ${more}` },
  });
  const ids = await hubspot.create(
    "companies",
    conflicts.map((name) => company(name, "")),
  );
  for (const id of ids)
    await eventually(
      async () => expect((await line.company(id)).ai_industry).toBeTruthy(),
      patient,
    );
  for (const id of ids)
    await hubspot.edit({ object: "companies", id }, { ai_industry: await otherIndustry(id) });
  await eventually(async () => {
    const noticed = "select 1 from owner_change where record_id = any($1)";
    expect(await line.database.query(noticed, [ids])).toHaveLength(ids.length);
  }, patient);
  for (const [place, id] of ids.entries())
    await hubspot.edit({ object: "companies", id }, company(conflicts[place] ?? "", "And boats."));
  const described = [
    ["Borealis Wind", "Operates wind farms and sells electricity to households. Founded in 1990."],
    [`Acme ${attack}`, `Makes software for hospitals ${attack} and their laboratories.`],
    ["Nordic Bank", "A savings bank that lends to families and small companies in the north."],
    ["Quiet Holding", ""],
  ];
  const many = Array.from({ length: 150 }, (_, place) => [
    `Forest Products ${String(place + 1).padStart(3, "0")}`,
    `Mill number ${place + 1}. Makes paper, pulp and packaging from timber.`,
  ]);
  const fields = [...many, ...described].map(([name, description]) => ({ name, description }));
  await hubspot.create("companies", fields);
  await hubspot.create("contacts", [
    { firstname: "Eva", lastname: "Lind", jobtitle: "Chief financial officer" },
  ]);
  await salesforce.create("Account", [
    {
      Name: "Solen Energi",
      Description: "Sells solar panels to farms and owns three solar parks.",
    },
  ]);
}

describe("signing in", { timeout }, () => {
  test("by the link of one's own machine works once, and needs no password", async () => {
    const link = await served.link();
    const one = await served.visit();
    await one.page.goto(link);
    await one.page.getByRole("button", { name: "Go to the console" }).click();
    await one.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    expect(one.page.url()).toBe(`${served.url}/`);
    const other = await served.visit();
    await other.page.goto(link);
    await other.page.getByRole("heading", { name: "This link does not work" }).waitFor();
    expect(await lookAt(other, "link-used", { isDetail: true })).toEqual([]);
    expect([...one.faults(), ...other.faults()]).toEqual([]);
    await Promise.all([one.context.close(), other.context.close()]);
  });

  test("by password says what is wrong, at the address that was wanted", async () => {
    const visit = await served.visit();
    const { page } = visit;
    await page.goto(`${served.url}/settings`);
    await page.getByLabel("E-mail address").fill("eve@acme.example");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("the e-mail address or the password is wrong").waitFor();
    expect(await lookAt(visit, "sign-in")).toEqual([]);
    expect(page.url()).toBe(`${served.url}/settings`);
    expect(visit.faults()).toEqual([]);
    await visit.context.close();
  });

  test("ends on every open tab once the session is ended elsewhere", async () => {
    const other = await served.signIn();
    const second = await other.context.newPage();
    await other.page.goto(served.url);
    await other.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    await second.goto(`${served.url}/settings`);
    await second.getByText("This one").waitFor();
    await ann.page.goto(`${served.url}/settings`);
    await ann.page.getByText("This one").waitFor();
    const others = ann.page
      .locator("tbody tr", { hasNot: ann.page.getByText("This one") })
      .getByRole("button", { name: "End" });
    for (let left = await others.count(); left > 0; left--) {
      await others.first().click();
      await eventually(async () => expect(await others.count()).toBe(left - 1));
    }
    for (const tab of [other.page, second])
      await tab.getByRole("heading", { name: "Sign in" }).waitFor();
    await other.context.close();
  });

  test("ends on the other tabs, with what they showed, once one of them signs out", async () => {
    const { page, context } = await served.signIn();
    const second = await context.newPage();
    await page.goto(`${served.url}/records?object=company`);
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await second.goto(served.url);
    await second.getByRole("button", { name: "ann" }).click();
    await second.getByRole("menuitem", { name: "Sign out" }).click();
    for (const tab of [page, second]) await tab.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.locator("tbody").count()).toBe(0);
    await context.close();
  });
});

hostileText(() => ({ line, served, ann }));
pageStates(() => ({ line, served, ann }));
severalConnections(() => ({ line, served, ann }));

describe("the pages", { timeout }, () => {
  test("home tells what needs somebody", async () => {
    await ann.page.goto(served.url);
    await ann.page.getByRole("link", { name: "3 answers wait for a person" }).waitFor();
    await ann.page.getByRole("link", { name: "2 dead letters" }).waitFor();
    expect(await lookAt(ann, "home")).toEqual([]);
  });

  test("settings show where one is signed in", async () => {
    await ann.page.goto(`${served.url}/settings`);
    await ann.page.getByText("This one").waitFor();
    expect(await lookAt(ann, "settings", { fullPage: true })).toEqual([]);
  });

  test("records are found by words, filtered by a field, and opened with their list", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/records`);
    await page.getByText("160 records").waitFor();
    await page.getByRole("row").nth(3).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(60);
    expect(await lookAt(ann, "records")).toEqual([]);
    await page.getByLabel("Search").fill("wind");
    await page.getByText("1 record", { exact: true }).waitFor();
    expect(new URL(page.url()).search).toContain("search=wind");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("160 records").waitFor();
    await page.getByLabel("Search").fill("nothing at all");
    await page.getByText("No record fits").waitFor();
    expect(await lookAt(ann, "records-none", { isDetail: true })).toEqual([]);
    await page.goto(`${served.url}/records?object=company&search=solen`);
    await page.getByRole("link", { name: "Solen Energi" }).click();
    await page.getByRole("heading", { name: "Solen Energi", level: 1 }).waitFor();
    expect(new URL(page.url()).search).toContain("search=solen");
  });

  test("a record tells what its values come from, and takes a correction", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/records?object=company&search=borealis`);
    await page.getByRole("link", { name: "Borealis Wind" }).click();
    const industry = page.getByRole("region", { name: "AI industry" });
    await industry.getByText("has written it").waitFor();
    expect(await page.locator("mark").count()).toBeGreaterThan(0);
    await page.getByText("was sent to the CRM").first().waitFor();
    expect(await lookAt(ann, "record", { fullPage: true })).toEqual([]);
    await page.getByRole("button", { name: "was asked: it answered" }).click();
    await page.getByText(/^What left: .*description.* were masked\./).waitFor();
    expect(await lookAt(ann, "record-call", { fullPage: true, isDetail: true })).toEqual([]);
    await industry.getByRole("button", { name: "Correct" }).click();
    await page.getByRole("dialog").getByRole("combobox").click();
    await page.getByRole("option", { name: "Energy" }).click();
    expect(await lookAt(ann, "record-correct", { isDetail: true })).toEqual([]);
    await page.getByRole("button", { name: "Write it" }).click();
    await industry.getByText("Energy").first().waitFor();
    await industry.getByText("a person", { exact: true }).waitFor();
    const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
    expect((await line.company(id)).ai_industry).toBe("Energy");
    await industry.getByText("ann ordered it here").waitFor();
    await industry.getByText("“Energy” is the right answer for such a record").waitFor();
    expect(await lookAt(ann, "record-corrected", { fullPage: true, isDetail: true })).toEqual([]);
    const summary = page.getByRole("region", { name: "AI summary" });
    await summary.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("dialog").getByText("The field goes from").waitFor();
    expect(await lookAt(ann, "record-undo", { isDetail: true })).toEqual([]);
    await page.getByRole("button", { name: "Undo it" }).click();
    await summary.getByText("blank", { exact: true }).waitFor();
    expect((await line.company(id)).ai_summary || null).toBe(null);
  });

  test("markup in a CRM's text is text everywhere", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/records?object=company&search=acme`);
    await page.getByRole("link", { name: "Acme" }).click();
    await page.getByRole("heading", { name: "Acme", level: 1 }).waitFor();
    const summary = page.getByRole("region", { name: "AI summary" });
    await summary.getByRole("button", { name: "Correct" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill(`Owned ${attack}`);
    await page.getByRole("button", { name: "Write it" }).click();
    await summary.getByText(`Owned ${attack}`).first().waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
    expect(await lookAt(ann, "record-markup", { fullPage: true, isDetail: true })).toEqual([]);
  });

  reviewPages(() => ({ line, served, ann }));
  deadLetterPages(() => ({ line, served, ann }));

  test("a provider that is closed is told at Home, with why, and leads to how the models do", async () => {
    const { page } = ann;
    await line.database.query(
      `insert into lane (name, closed_until, reason_code) values ('openai', '2999-01-01', 'model-quota')`,
    );
    await page.goto(`${served.url}/`);
    const closed = page.getByRole("link", { name: "openai is closed until" });
    await closed.waitFor();
    expect(await lookAt(ann, "home-closed", { isDetail: true })).toEqual([]);
    await closed.click();
    const models = page.getByRole("region", { name: "Models" });
    await models.getByRole("row", { name: /^openai\/\S+ closed: / }).waitFor();
    expect(await lookAt(ann, "operations-closed", { fullPage: true })).toEqual([]);
    await line.database.query("delete from lane where name = 'openai'");
  });

  test("what is held is told on every page, until it goes on", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/operations`);
    await page
      .getByRole("region", { name: "Lanes" })
      .getByRole("cell", { name: "openai", exact: true })
      .waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByLabel("Why, for the others").fill("the demo is on");
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await page.getByText("People hold something").waitFor();
    expect(await lookAt(ann, "operations", { fullPage: true })).toEqual([]);
    await page.getByRole("link", { name: "Records" }).click();
    await page.getByRole("heading", { name: "Records", level: 1 }).waitFor();
    await page.getByText("Everything is paused by").waitFor();
    await page.getByRole("link", { name: "Operations" }).click();
    await page.getByRole("button", { name: "Let it go on" }).click();
    await page.getByText("Nothing is held").waitFor();
    await page.getByText("People hold something").waitFor({ state: "detached" });
  });

  test("operations pause one connection in its row, tell its limit and lag, and chart the last half hour", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/operations`);
    const hubspot = page.getByRole("region", { name: "Connections" }).getByRole("row").nth(1);
    await hubspot.getByRole("button", { name: /^Pause / }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await hubspot.getByText("paused by ann").waitFor();
    await page
      .getByRole("region", { name: "The log" })
      .getByRole("row", { name: /planner/ })
      .waitFor();
    await page.getByRole("region", { name: "Reading" }).getByRole("row").nth(1).waitFor();
    const chart = page
      .getByRole("figure")
      .filter({ has: page.getByRole("img", { name: /^Spent/ }) });
    await chart.getByText("As a table").click();
    await chart.getByRole("row").nth(1).waitFor();
    expect(await lookAt(ann, "operations-held", { fullPage: true })).toEqual([]);
    await hubspot.getByRole("button", { name: /^Let it go on/ }).click();
    await hubspot.getByText("open").waitFor();
  });

  verdictPages(() => ({ line, served, ann }));
  parkedPages(() => ({ line, served, ann }));
  connectionPages(() => ({ line, served, ann }));

  test.each([
    ["backfills", "No backfill yet"],
    ["enrichments", "AI industry"],
    ["audit", "signed in on the machine itself"],
  ])("%s show what there is", async (path, text) => {
    await ann.page.goto(`${served.url}/${path}`);
    await ann.page.getByText(text).filter({ visible: true }).first().waitFor();
    expect(await lookAt(ann, path)).toEqual([]);
  });

  test("somebody who is invited signs up, and sees what they may alone", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/settings?part=people`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Bob");
    await dialog.getByLabel("E-mail address").fill("bob@acme.example");
    expect(await lookAt(ann, "settings-invite", { isDetail: true })).toEqual([]);
    await dialog.getByRole("button", { name: "Invite somebody" }).click();
    const link = await dialog.locator("pre").innerText();
    const { pathname, hash } = new URL(link);
    const bob = await served.visit();
    await bob.page.goto(`${served.url}${pathname}${hash}`);
    await bob.page.getByRole("textbox", { name: "New password" }).fill("correct horse battery");
    expect(await lookAt(bob, "welcome", { isDetail: true })).toEqual([]);
    await bob.page.getByRole("button", { name: "Set the password" }).click();
    await bob.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    expect(await bob.page.getByRole("link", { name: "Audit" }).count()).toBe(0);
    await bob.page.goto(`${served.url}/audit`);
    await bob.page.getByRole("heading", { name: "You may not see this" }).waitFor();
    expect(await lookAt(bob, "forbidden", { isDetail: true })).toEqual([]);
    expect(bob.faults()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("row", { name: /Bob/ }).getByRole("button", { name: "Disable" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await bob.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await bob.context.close();
  });

  enrichmentPages(() => ({ line, served, ann, catalog }));
  evaluationPages(() => ({ line, served, ann }));
  linkPages(() => ({ line, served, ann }));
  recordPages(() => ({ line, served, ann }));
  backfillPages(() => ({ line, served, ann }));
  settingsPages(() => ({ line, served, ann }));
  salesOpsDay(() => ({ line, served, ann }));
  onCallDay(() => ({ line, served, ann }));

  test("nothing of it was refused by the content policy or logged as an error", () => {
    expect(ann.faults()).toEqual([]);
  });
});
