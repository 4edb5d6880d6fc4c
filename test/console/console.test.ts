import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestConsole,
  lookAt,
  type TestConsole,
  type Visit,
} from "../support/test-console.ts";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** The console in a real browser, on a whole line in one process. */

let line: TestLine;
let served: TestConsole;
let ann: Visit;

beforeAll(async () => {
  line = await createTestLine();
  await seed(line);
  served = await createTestConsole(line);
  await line.drained();
  ann = await served.signIn();
}, 60_000);

afterAll(async () => {
  await served?.stop();
  await line?.stop();
});

const timeout = 90_000;
const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

async function seed({ hubspot, salesforce }: TestLine): Promise<void> {
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
});

describe("the pages", { timeout }, () => {
  test("home tells what needs somebody", async () => {
    await ann.page.goto(served.url);
    await ann.page.getByText("Nothing needs you now").waitFor();
    expect(await lookAt(ann, "home")).toEqual([]);
  });

  test("settings show where one is signed in", async () => {
    await ann.page.goto(`${served.url}/settings`);
    await ann.page.getByText("This one").waitFor();
    expect(await lookAt(ann, "settings")).toEqual([]);
  });

  test("records are found by words, filtered by a field, and opened with their list", async () => {
    const { page } = ann;
    await page.goto(`${served.url}/records`);
    await page.getByText("155 records").waitFor();
    await page.getByRole("row").nth(3).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(60);
    expect(await lookAt(ann, "records")).toEqual([]);
    await page.getByLabel("Search").fill("wind");
    await page.getByText("1 record", { exact: true }).waitFor();
    expect(new URL(page.url()).search).toContain("search=wind");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("155 records").waitFor();
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
    await industry.getByRole("button", { name: "Correct" }).click();
    await page.getByRole("dialog").getByRole("combobox").click();
    await page.getByRole("option", { name: "Energy" }).click();
    expect(await lookAt(ann, "record-correct", { isDetail: true })).toEqual([]);
    await page.getByRole("button", { name: "Write it" }).click();
    await industry.getByText("Energy").first().waitFor();
    await industry.getByText("a person", { exact: true }).waitFor();
    const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
    expect((await line.company(id)).ai_industry).toBe("Energy");
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
    await summary.getByText(`Owned ${attack}`).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
    expect(await lookAt(ann, "record-markup", { fullPage: true, isDetail: true })).toEqual([]);
  });

  test("nothing of it was refused by the content policy or logged as an error", () => {
    expect(ann.faults()).toEqual([]);
  });
});
