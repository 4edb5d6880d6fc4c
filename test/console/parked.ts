import { placeHold } from "@fieldwork/store";
import { expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** Records that keep coming back. */
export function parkedPages(given: () => ConsoleTest): void {
  test("a record that is parked is told on every page, on its own with why, and let go on there", async () => {
    const { line, served, ann } = given();
    const { page } = ann;
    const why =
      "what company-profile reads of it changed again within 2 s of each of our last 5 writes";
    const [{ id } = { id: "" }] = await line.database.query<{ id: string }>(
      "select record_id as id from record where connection = 'hubspot' and fields->>'name' = 'Nordic Bank'",
    );
    const target = `hubspot/company/${id}`;
    await placeHold(line.database, {
      ...{ scope: "record", target, action: "paused", heldBy: "fieldwork", why },
    });
    await page.goto(`${served.url}/operations`);
    await page.getByText("Records that keep coming back are parked").waitFor();
    const parked = page.getByRole("region", { name: "Parked records" });
    await parked.getByText(why).waitFor();
    expect(await lookAt(ann, "operations-parked", { fullPage: true })).toEqual([]);
    await parked.getByRole("link", { name: target }).click();
    await page.getByText("It is left alone: it changed again").waitFor();
    expect(await lookAt(ann, "record-parked", { isDetail: true })).toEqual([]);
    await page.getByRole("button", { name: `Let it go on: ${target}` }).click();
    await page.getByText("It is left alone").waitFor({ state: "detached" });
    await page.getByText("keep coming back").waitFor({ state: "detached" });
  });
}
