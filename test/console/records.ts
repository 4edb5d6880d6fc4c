import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** What people keep of the list of records, and where a record leads. */
export function recordPages(given: () => ConsoleTest): void {
  describe("records", { timeout: 90_000 }, () => {
    test("are kept as a view, which has a name, leads to its search, and is removed", async () => {
      const { served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/records?object=company&search=borealis`);
      await page.getByRole("button", { name: "Views" }).click();
      await page.getByRole("menuitem", { name: "Save this view" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("Wind power");
      await dialog.getByLabel("Share it with everybody").check();
      expect(await lookAt(ann, "view-save", { isDetail: true })).toEqual([]);
      await dialog.getByRole("button", { name: "Save this view" }).click();
      await page.getByRole("button", { name: "View: Wind power" }).waitFor();
      await page.goto(`${served.url}/records`);
      await page.getByRole("button", { name: "Views" }).click();
      expect(await lookAt(ann, "views", { isDetail: true })).toEqual([]);
      await page.getByRole("menuitem", { name: "Wind power" }).click();
      await page.getByText("1 record", { exact: true }).waitFor();
      expect(new URL(page.url()).search).toContain("search=borealis");
      expect(await page.getByLabel("Search").inputValue()).toBe("borealis");
      await page.getByRole("button", { name: "View: Wind power" }).click();
      await page.getByRole("menuitem", { name: "Remove" }).click();
      await page.getByRole("button", { name: "Views", exact: true }).waitFor();
    });

    test("lead on to the next one also where a page of their list ends", () => leadOn(given()));
    test("show the value that they are filtered by, also after another view is chosen", () =>
      followTheView(given()));
    test("keep a line of what happened open while more happens", () => keepOpen(given()));

    test("are shown no more once they are erased, also where they stand open", () =>
      eraseShown(given()));

    test("lead to their page in the CRM, which learns nothing of this one", async () => {
      const { line, served, ann } = given();
      const { page } = ann;
      const at = "https://crm.example/contacts/1/record/0-2/{id}";
      const set = "update described_object set record_page = $1 where connection = 'hubspot'";
      await line.owner.query(set, [at]);
      await page.goto(`${served.url}/records?object=company&search=nordic`);
      await page.getByRole("link", { name: "Nordic Bank" }).click();
      const link = page.getByRole("link", { name: "Open in hubspot" });
      await link.waitFor();
      const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
      expect(await link.getAttribute("href")).toBe(at.replace("{id}", id));
      expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
      expect(await lookAt(ann, "record-link", { isDetail: true })).toEqual([]);
    });
  });
}

async function leadOn({ served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  const list = `${served.url}/v1/records?object=company&limit=100`;
  const { rows } = (await (await page.request.get(list)).json()) as {
    rows: { ref: { connection: string; id: string } }[];
  };
  const last = rows.at(-1)?.ref;
  await page.goto(`${served.url}/records/${last?.connection}/company/${last?.id}?object=company`);
  await page.getByRole("link", { name: "Previous" }).waitFor();
  await page.getByRole("link", { name: "Next" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(`/${last?.id}`));
  await page.getByRole("link", { name: "Next" }).waitFor();
}

async function followTheView({ served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  const headers = { origin: served.url };
  const save = async (name: string) => {
    const search = { object: "company", field: "country", source: "fields", value: name };
    const data = { name, search, isShared: false };
    const saved = await page.request.post(`${served.url}/v1/views`, { data, headers });
    return ((await saved.json()) as { id: string }).id;
  };
  const ids = [await save("Norway"), await save("Sweden")];
  await page.goto(`${served.url}/records`);
  for (const [name, opener] of [
    ["Norway", "Views"],
    ["Sweden", "View: Norway"],
  ] as const) {
    await page.getByRole("button", { name: opener, exact: true }).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
    await page.getByRole("button", { name: `View: ${name}` }).waitFor();
    expect(await page.getByRole("textbox", { name: "Value" }).inputValue()).toBe(name);
  }
  for (const id of ids) await page.request.delete(`${served.url}/v1/views/${id}`, { headers });
}

async function keepOpen({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/records?object=company&search=forest+products+007`);
  await page.getByRole("link", { name: "Forest Products 007" }).click();
  await page.getByRole("button", { name: "was asked: it answered" }).click();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const lines = page.locator(".timeline-line");
  const before = await lines.count();
  const description = "A mill that makes paper and pulp from timber. It also sells bark.";
  await line.hubspot.edit({ object: "companies", id }, { description });
  await eventually(async () => expect(await lines.count()).toBeGreaterThan(before), {
    timeoutMs: 20_000,
  });
  expect(await page.locator(".timeline-line [aria-expanded=true]").count()).toBe(1);
  const open = lines.filter({ has: page.locator("[aria-expanded=true]") });
  await open.getByText(/^What left: /).waitFor();
}

async function eraseShown({ served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/records?object=company&search=forest+products+009`);
  await page.getByRole("link", { name: "Forest Products 009" }).click();
  await page.getByText("Mill number 9.").first().waitFor();
  const record = new URL(page.url()).pathname.replace("/records/", "");
  const erased = await page.request.post(`${served.url}/v1/erasures`, {
    ...{ data: { records: [record] }, headers: { origin: served.url } },
  });
  expect(erased.ok()).toBe(true);
  await page.getByText(`No record ${record} has been read`).waitFor();
  expect(await page.getByText("Mill number 9.").count()).toBe(0);
  expect(await page.getByRole("heading", { name: "Forest Products 009" }).count()).toBe(0);
}
