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

    test("are decided about together within all that the address filters by", async () => {
      const { served, ann } = given();
      const { page } = ann;
      await page.goto(`${served.url}/reviews?reason=low-confidence`);
      await page.getByText("Nothing waits for a person").waitFor();
      await page.getByRole("button", { name: "Decide about all" }).click();
      await page.getByRole("dialog").getByText("0 answers would be taken").waitFor();
    });

    test("go on past those that are decided, and show again what could not be written", () =>
      decideInVain(given()));

    test("are decided by keyboard, each over the value that was seen", () =>
      decideByKeyboard(given()));
  });
}

async function decideInVain({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  const { url } = served;
  const hold = { scope: "connection", target: "hubspot" };
  const order = (path: string, data: object) =>
    page.request.post(`${url}/v1/holds${path}`, { data, headers: { origin: url } });
  await order("", { ...hold, action: "paused" });
  // As if a page of them were two.
  await page.route("**/v1/reviews?*", (route) =>
    route.continue({ url: route.request().url().replace("limit=100", "limit=2") }),
  );
  await page.goto(`${url}/reviews`);
  await page.getByText("1 of 2 and more").waitFor();
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByText("1 of 1 and more").waitFor();
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByText("1 of 1", { exact: true }).waitFor();
  const ordered = await line.database.query<{ id: string; value: string; seen: string }>(
    `select record_id as id, value, expected_value as seen from write_order where state = 'waiting'`,
  );
  expect(ordered).toHaveLength(2);
  const home = await ann.context.newPage();
  await home.goto(url);
  await home.getByRole("link", { name: "1 answer waits for a person" }).waitFor();
  await home.close();
  const write = (id: string, industry: string | undefined) =>
    line.hubspot.edit({ object: "companies", id }, { ai_industry: industry });
  for (const { id, value, seen } of ordered)
    await write(
      id,
      ["Energy", "Materials", "Real Estate"].find((one) => one !== value && one !== seen),
    );
  await order("/lift", hold);
  await page.getByText(/of 3$/).waitFor();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  // What follows finds them as they were.
  for (const { id, seen } of ordered) await write(id, seen);
  await eventually(async () => {
    const { rows } = (await (await page.request.get(`${url}/v1/reviews`)).json()) as {
      rows: { ref: { id: string }; seenValue: string }[];
    };
    const now = ordered.map(({ id }) => rows.find(({ ref }) => ref.id === id)?.seenValue);
    expect(now).toEqual(ordered.map(({ seen }) => seen));
  }, patient);
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
