import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** What people keep of the list of records. */
export function recordViews(given: () => ConsoleTest): void {
  describe("a view of records", { timeout: 90_000 }, () => {
    test("is saved under a name, leads to its search, and is removed", async () => {
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
  });
}
