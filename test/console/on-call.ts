import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { TestLine } from "../support/test-line.ts";
import type { ConsoleTest } from "./console-test.ts";

/** So many that they are more of all changes than may be late. */
const late = 30;
const patient = { timeoutMs: 40_000 };
const refused = "the model refused to answer about this content";
const unreadable = "the model's reply could not be read";

/** A day of whoever is on call. */
export function onCallDay(given: () => ConsoleTest): void {
  describe("whoever is on call", { timeout: 150_000 }, () => {
    test("finds the closed provider behind late changes, holds the line, and lets it go on once that is mended", () =>
      mendProvider(given()));
    test("empties the dead letters by their cause", () => emptyDeadLetters(given()));
  });
}

async function mendProvider({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await line.openai.faults.add({
    ...{ kind: "generate", status: 429, reason: "insufficient_quota", times: "always" },
  });
  const ids = await createLate(line);
  await page.goto(served.url);
  await page.getByText("missed", { exact: true }).first().waitFor();
  const why = page.getByRole("link", { name: /^Changes for company-profile are not written/ });
  await why.waitFor();
  await page.getByRole("link", { name: /^openai is closed until/ }).waitFor();
  expect(await lookAt(ann, "on-call-home", { fullPage: true, isDetail: true })).toEqual([]);
  await why.click();
  await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
  const lanes = page.getByRole("region", { name: "Lanes" });
  const lane = lanes.getByRole("row", { name: /^openai/ });
  await lane.getByText(/closed/).waitFor();
  expect(await lookAt(ann, "on-call-operations", { fullPage: true, isDetail: true })).toEqual([]);
  await lane.getByRole("button", { name: "Pause openai" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why, for the others").fill("the provider's account is empty");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await page.getByText("People hold something").waitFor();
  await line.openai.faults.clear();
  await lane.getByRole("button", { name: "Let it go on: openai" }).click();
  await page.getByText("Nothing is held").waitFor();
  // The next check would be minutes away.
  await line.database.query("update lane set closed_until = now() where needs_check");
  await eventually(async () => {
    const written = await line.database.query(
      "select 1 from work where state = 'written' and record_id = any($1)",
      [ids],
    );
    expect(written).toHaveLength(late);
  }, patient);
  await page.getByRole("link", { name: "Home" }).click();
  await page.getByRole("link", { name: /^openai is closed/ }).waitFor({ state: "detached" });
}

/** Companies that were wanted longer ago than promised, while nothing can be asked. */
async function createLate(line: TestLine): Promise<string[]> {
  const ids = await line.hubspot.create(
    "companies",
    Array.from({ length: late }, (_, place) => ({
      name: `Late Bakery ${place + 1}`,
      description: `Bakes bread and cakes in bakery number ${place + 1}.`,
    })),
  );
  await eventually(async () => {
    const [lane] = await line.database.query("select 1 from lane where needs_check");
    const wanted = await line.database.query("select 1 from work where record_id = any($1)", [ids]);
    expect([lane, wanted]).toEqual([expect.anything(), expect.objectContaining({ length: late })]);
  }, patient);
  await line.owner.query(
    "update work set wanted_at = wanted_at - interval '5 minutes' where record_id = any($1)",
    [ids],
  );
  return ids;
}

async function emptyDeadLetters({ line, served, ann }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await retryDead({ line, served, ann });
  const locked = 2;
  await line.openai.misbehave("refusal", { body: "Locked Mill", times: "always" });
  await line.openai.misbehave("malformed-json", { body: "Garbled Mill", times: "always" });
  await line.hubspot.create(
    "companies",
    ["Locked", "Garbled"].flatMap((kind) =>
      [1, 2].map((place) => ({
        name: `${kind} Mill ${place}`,
        description: `${kind} Mill number ${place} makes flour.`,
      })),
    ),
  );
  await eventually(
    async () => expect(await countDead(line)).toEqual({ refused: locked, unreadable: 2 }),
    patient,
  );
  await page.goto(served.url);
  await page.getByRole("link", { name: `${locked} dead letters: ${refused}` }).click();
  const ofRefused = page.getByRole("region", { name: refused });
  const ofUnreadable = page.getByRole("region", { name: unreadable });
  await ofRefused.getByText(`${locked} dead letters`).waitFor();
  await ofUnreadable.getByText("2 dead letters").waitFor();
  expect(await lookAt(ann, "on-call-dead-letters", { isDetail: true })).toEqual([]);
  await line.openai.faults.clear();
  const dialog = page.getByRole("dialog");
  await ofRefused.getByRole("button", { name: `Replay all ${locked}` }).click();
  await dialog.getByRole("button", { name: "Replay" }).click();
  await ofUnreadable.getByRole("button", { name: "Discard all 2" }).click();
  await dialog.getByLabel("Why").fill("no mills of ours");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await page.getByText("Nothing has failed for good").waitFor();
  await page.getByRole("cell", { name: "100%" }).first().waitFor();
}

/** Those of other tests: they are answered now. */
async function retryDead({ line, served, ann }: ConsoleTest): Promise<void> {
  const reply = await ann.context.request.post(`${served.url}/v1/retry`, {
    ...{ data: { state: "dead" }, headers: { origin: served.url } },
  });
  expect(reply.ok(), await reply.text()).toBe(true);
  await eventually(
    async () => expect(await countDead(line)).toEqual({ refused: 0, unreadable: 0 }),
    patient,
  );
}

async function countDead({ database }: TestLine): Promise<{ refused: number; unreadable: number }> {
  const [counts] = await database.query<{ refused: number; unreadable: number }>(
    `select count(*) filter (where reason_code = 'model-refused-content')::int as refused,
       count(*) filter (where reason_code <> 'model-refused-content')::int as unreadable
     from work where state = 'dead'`,
  );
  return counts ?? { refused: 0, unreadable: 0 };
}
