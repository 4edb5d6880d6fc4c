import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

const patient = { timeoutMs: 20_000 };

/** What the queue of reviews shows while decisions are on their way, and when they come to nothing. */
export function reviewPages(given: () => ConsoleTest): void {
  describe("the reviews", { timeout: 90_000 }, () => {
    test("are not decided by a key that is held down, about answers that nobody has seen", async () => {
      const { served } = given();
      const visit = await served.signIn();
      const { page, context } = visit;
      const decided: string[] = [];
      await page.route("**/v1/reviews/decide", (route) => {
        decided.push(route.request().postData() ?? "");
        return route.abort();
      });
      await page.goto(`${served.url}/reviews`);
      await page.getByRole("button", { name: "Keep it", disabled: false }).waitFor();
      await page.evaluate(
        `document.dispatchEvent(new KeyboardEvent("keydown", { key: "2", repeat: true }))`,
      );
      await page.keyboard.press("j");
      await page.getByText("2 of 3").waitFor();
      expect(decided).toEqual([]);
      await context.close();
    });

    test("are decided by keyboard, each over the value that was seen", () =>
      decideByKeyboard(given()));
  });
}

async function decideByKeyboard({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/reviews`);
  await page.getByText("1 of 3").waitFor();
  await page.getByRole("heading", { name: "Conflict: AI industry" }).waitFor();
  await page.getByRole("heading", { name: "In the CRM" }).waitFor();
  await page.getByText("Somebody wrote it in hubspot.").waitFor();
  expect(await lookAt(ann, "reviews")).toEqual([]);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Take the answer").waitFor();
  expect(await lookAt(ann, "reviews-keys", { isDetail: true })).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("j");
  await page.getByText("2 of 3").waitFor();
  await page.getByRole("button", { name: "Take it", disabled: false }).waitFor();
  await page.keyboard.press("1");
  await page.getByText("2 of 2").waitFor();
  await page.getByRole("button", { name: "Keep it", disabled: false }).waitFor();
  await page.keyboard.press("2");
  await page.getByText("1 of 1").waitFor();
  await eventually(async () => {
    const open = await line.database.query("select 1 from review where closed_at is null");
    expect(open).toHaveLength(1);
  }, patient);
  await page.getByRole("button", { name: "Decide about all" }).click();
  await page.getByText("1 answer would be taken").waitFor();
  expect(await lookAt(ann, "reviews-bulk", { isDetail: true })).toEqual([]);
  await page.getByRole("button", { name: "Take 1" }).click();
  await page.getByText("Nothing waits for a person").waitFor();
  await eventually(async () => {
    const written = await line.database.query(
      "select 1 from field_ledger where field = 'ai_industry' and owner = 'fieldwork' and before_owner = 'person'",
    );
    expect(written).toHaveLength(2);
  }, patient);
}
