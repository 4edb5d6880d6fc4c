import { eventually } from "@fieldwork/runtime/testing";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { TestLine } from "../support/test-line.ts";
import type { ConsoleTest } from "./console-test.ts";

/** Contacts that are read and not enriched, for a backfill to be about. */
export async function createBackfillContacts({
  hubspot,
}: Pick<TestLine, "hubspot">): Promise<unknown> {
  const titles = ["Head of sales", "Software engineer", "Chief executive officer", "HR manager"];
  return hubspot.create(
    "contacts",
    Array.from({ length: contacts }, (_, place) => ({
      firstname: `Nina ${place + 1}`,
      lastname: "Berg",
      jobtitle: `${titles[place % titles.length]} ${place + 1}`,
    })),
    // In the second in which the first scan begins, it would not be history.
    { at: "2026-01-05T08:00:00Z" },
  );
}

/** Until then, what is created would be read only as well. */
export async function historyIsRead({ database }: Pick<TestLine, "database">): Promise<void> {
  await eventually(
    async () => {
      const places = await database.query("select 1 from connection_cursor");
      expect(places).toHaveLength(4);
    },
    { timeoutMs: 20_000 },
  );
}

export const backfillMapping = `
connections:
  hubspot:
    contact:
      fields:
        jobTitle: { from: jobtitle, filterable: true }
`;

const contacts = 24;

/** An operator's day in the console, from a filter to its undo. */
export function backfillPages(given: () => ConsoleTest): void {
  describe("a backfill", { timeout: 120_000 }, () => {
    test("is built from a filter that is checked and counted while it is written", () =>
      build(given()));
    test("is sampled, priced, signed, judged, resumed, paused and cancelled, and tells what became of all", () =>
      run(given()));
    test("is undone as its preview shows, by a run that can be taken back", () => undo(given()));
  });
}

async function build({ ann, served, line }: ConsoleTest): Promise<void> {
  const { page } = ann;
  // The one that was enriched has been read again, with what was written into it.
  await eventually(
    async () => {
      const blank = await line.database.query(
        "select 1 from record where object = 'contact' and coalesce(outputs->>'ai_seniority', '') = ''",
      );
      expect(blank).toHaveLength(contacts);
    },
    { timeoutMs: 40_000 },
  );
  await page.goto(`${served.url}/backfills`);
  await page.getByRole("link", { name: "New backfill" }).click();
  await choose(page, "Enrichment", "contact-role");
  await page.getByText("25 records match").waitFor();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByText("Not counted while").waitFor();
  await choose(page, "Field", "ai_seniority");
  await choose(page, "Comparison", "is blank");
  await page.getByText(`${contacts} records match`).waitFor();
  expect(new URL(page.url()).searchParams.get("filter")).toBe("ai_seniority is blank");
  await page.getByRole("button", { name: "Add a group" }).click();
  const group = page.getByRole("group", { name: "Group of conditions" }).nth(1);
  await choose(group, "Field", "jobTitle");
  await choose(group, "Comparison", "contains");
  await group.getByLabel("Value").fill("engineer");
  await page.getByText("6 records match").waitFor();
  await page.getByRole("button", { name: "Count in the CRM" }).click();
  await page.getByText(/The CRM counts/).waitFor();
  expect(await lookAt(ann, "backfill-new", { fullPage: true })).toEqual([]);
  await page.getByText("As text").click();
  const text = page.getByLabel("Filter as text");
  await text.fill("ai_seniority is blank and jobtitle = x");
  await page.getByText(/contact cannot be filtered by jobtitle\. Write jobTitle/).waitFor();
  expect(await lookAt(ann, "backfill-new-wrong", { isDetail: true })).toEqual([]);
  await text.fill("ai_seniority is blank");
  await page.reload();
  await page.getByText(`${contacts} records match`).waitFor();
  await page.getByLabel("Steps of the ramp").fill("10, 10");
  await page.getByLabel("Minutes between steps").fill("0");
  const create = page.getByRole("button", { name: `Create it with ${contacts} records` });
  for (const wrong of ["0", "20000000"]) {
    await page.getByLabel("Limit in dollars").fill(wrong);
    await page.getByText("Write more than $0").first().waitFor();
    expect(await create.isDisabled()).toBe(true);
  }
  await page.getByLabel("Limit in dollars").fill("");
  await create.click();
  await page.getByRole("heading", { name: /^contact-role on contacts/, level: 1 }).waitFor();
}

const attack = `<img src=x onerror="document.title='owned'"> Route`;

/** The CRM says what its automations are called, and where they are. */
async function followLinks({ ann, line }: Pick<ConsoleTest, "ann" | "line">): Promise<void> {
  const { page } = ann;
  const ofHubspot = "connection = 'hubspot'";
  const href = "https://app.example/workflows/1";
  const workflow = { kind: "workflow", isActive: true };
  await line.owner.query(
    `update described_object set record_page = 'https://app.example/{id}' where ${ofHubspot}`,
  );
  await line.owner.query(
    `update automation_reading set found = jsonb_set(found, '{onUpdate}', $1::jsonb) where ${ofHubspot} and object = 'contact'`,
    [
      JSON.stringify([
        { ...workflow, name: attack, page: href },
        { ...workflow, name: "Script", page: "javascript:document.title='owned'" },
        { ...workflow, name: "Elsewhere", page: "https://evil.example/workflows/1" },
      ]),
    ],
  );
  await page.reload();
  await page.getByRole("tab", { name: "Sheet" }).click();
  const row = page.getByRole("row", { name: /^Any field of a record/ });
  await row.getByText("Elsewhere").waitFor();
  const link = row.getByRole("link");
  expect(await link.allTextContents()).toEqual([attack]);
  expect(await link.getAttribute("href")).toBe(href);
  expect(await link.getAttribute("target")).toBe("_blank");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.title()).not.toBe("owned");
  await line.owner.query(`update described_object set record_page = null where ${ofHubspot}`);
}

async function run({ ann, line }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.getByRole("textbox", { name: "Records" }).fill("3");
  await page.getByRole("button", { name: "Ask about 3 records" }).click();
  await page.getByText("3 of 3 answered").waitFor();
  await page.getByText("write it").first().waitFor();
  expect(await lookAt(ann, "backfill-sample", { fullPage: true })).toEqual([]);
  await page.getByRole("tab", { name: "Sheet" }).click();
  await page.getByRole("button", { name: "Make the sheet" }).click();
  await page.getByRole("heading", { name: "Cost" }).waitFor();
  const follows = page.getByRole("row", { name: /^ai_seniority/ }).filter({ hasText: "Workflow" });
  await follows.getByText("Invite decision makers").waitFor();
  await follows.getByText("starts on a change").waitFor();
  await page
    .getByRole("row", { name: /^ai_department/ })
    .getByText("None names it")
    .waitFor();
  expect(await lookAt(ann, "backfill-sheet", { fullPage: true })).toEqual([]);
  await followLinks({ ann, line });
  await page.getByRole("button", { name: "Sign and start" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type the number of records").fill("23");
  expect(await dialog.getByRole("button", { name: "Start" }).isDisabled()).toBe(true);
  await dialog.getByLabel("Type the number of records").fill(String(contacts));
  expect(await lookAt(ann, "backfill-sign", { isDetail: true })).toEqual([]);
  await line.openai.misbehave("refusal", { times: 2 });
  await dialog.getByRole("button", { name: `Start ${contacts} records` }).click();
  await page.getByText("It paused itself", { exact: true }).waitFor();
  await page.getByText("A backfill has paused itself at a gate").waitFor();
  await page
    .getByRole("row", { name: /^Failed/ })
    .getByText("did not pass")
    .waitFor();
  expect(await lookAt(ann, "backfill-gate", { fullPage: true })).toEqual([]);
  const held = await line.openai.faults.hold();
  await confirm(page, "Resume");
  await held.arrived;
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("It waits for somebody to resume it.").waitFor();
  await confirm(page, "Cancel it");
  await page.getByText("cancelled", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Receipt" }).click();
  await page.getByRole("cell", { name: "never begun" }).waitFor();
  await page.getByRole("cell", { name: "under way" }).waitFor();
  await page.getByRole("tab", { name: "Undo" }).click();
  const order = page.getByRole("button", { name: /^Undo \d+ fields/ });
  const before = await order.innerText();
  // What was being asked when it was cancelled is still written, and is undone with the rest.
  await held.release();
  await eventually(async () => expect(await order.innerText()).not.toBe(before), {
    timeoutMs: 20_000,
  });
  await page.getByRole("tab", { name: "Receipt" }).click();
  await page.getByRole("cell", { name: "under way" }).waitFor({ state: "detached" });
  expect(await lookAt(ann, "backfill-receipt")).toEqual([]);
}

async function undo({ ann, line }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.getByRole("tab", { name: "Undo" }).click();
  await page.getByText("would get back what they had").waitFor();
  expect(await lookAt(ann, "backfill-undo", { isDetail: true })).toEqual([]);
  await page.getByRole("button", { name: /^Undo \d+ fields/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Undo/ }).click();
  await page.getByRole("heading", { name: /^Undo undo-/, level: 1 }).waitFor();
  await page
    .getByText(/^\d+ are done$/)
    .first()
    .waitFor();
  await page.getByText("would get back what they had").waitFor();
  expect(await lookAt(ann, "undo", { fullPage: true })).toEqual([]);
  const ran = (await page.getByRole("heading", { level: 1 }).innerText()).replace("Undo ", "");
  await page.getByRole("link", { name: /^To / }).click();
  await page.getByRole("tab", { name: "Undo" }).click();
  const undos = page.getByRole("region", { name: "Undos so far" });
  await undos.getByRole("link", { name: ran }).waitFor();
  expect(await lookAt(ann, "backfill-undos", { fullPage: true, isDetail: true })).toEqual([]);
  await eventually(async () => {
    const { writes } = await line.hubspot.books.read();
    const last = new Map(
      writes
        .filter(({ after }) => "ai_seniority" in after)
        .map(({ recordId, after }) => [recordId, after.ai_seniority]),
    );
    // One was not of the backfill.
    expect([...last.values()].filter((value) => value !== "")).toHaveLength(1);
  });
}

async function choose(
  within: Pick<Page, "getByRole">,
  label: string,
  option: string,
): Promise<void> {
  const input = within.getByRole("combobox", { name: label });
  await input.last().click();
  await within.getByRole("option", { name: option, exact: true }).click();
}

async function confirm(page: Page, order: string): Promise<void> {
  await page.getByRole("button", { name: order }).click();
  await page.getByRole("dialog").getByRole("button", { name: order }).click();
}
