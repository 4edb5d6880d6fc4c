import { expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** What failed for good: looked at, mended, discarded, and replayed until there is none. */
export function deadLetterPages(given: () => ConsoleTest): void {
  test("dead letters lead to their records, and an event is mended or ended with a reason", () =>
    mendEvent(given()));
  test("dead letters are replayed by their cause until there is none, and tell what failed again", () =>
    replay(given()));
}

async function mendEvent({ ann, served, line }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await failEvents(line);
  await page.goto(`${served.url}/dead-letters`);
  const refused = page.getByRole("region", { name: "The model refused to answer" });
  await refused.getByText("2 dead letters").waitFor();
  await refused.getByRole("link", { name: "Refused One" }).click();
  await page.getByRole("heading", { name: "Refused One", level: 1 }).waitFor();
  await page.goBack();
  const events = page.getByRole("region", { name: "The event is malformed" });
  await events.getByText("2 dead letters").waitFor();
  expect(await lookAt(ann, "dead-letters", { fullPage: true })).toEqual([]);
  await events.getByRole("link", { name: "Edit Event" }).first().click();
  const dialog = page.getByRole("dialog");
  const payload = dialog.getByLabel("What it holds, as JSON");
  await payload.fill('{"kind": ');
  await dialog.getByText("This is no JSON").waitFor();
  expect(await dialog.getByRole("button", { name: "Change it" }).isDisabled()).toBe(true);
  await payload.fill('{"kind": "deleted"}');
  await dialog.getByRole("button", { name: "Change it" }).click();
  await dialog.getByRole("alert").getByText("does not fit").waitFor();
  expect(await lookAt(ann, "dead-letters-edit", { isDetail: true })).toEqual([]);
  const at = new Date().toISOString();
  const ref = { connection: "hubspot", object: "company", id: "404" };
  const whole = { kind: "deleted", ref, version: { vendorAt: at, contentHash: "" }, readAt: at };
  await payload.fill(JSON.stringify(whole));
  await dialog.getByRole("button", { name: "Change it" }).click();
  await events.getByRole("link", { name: "hubspot/company/404", exact: true }).waitFor();
  await events
    .getByRole("button", { name: /^Discard Event/ })
    .first()
    .click();
  await dialog.getByLabel("Why").fill("made by a test");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await events.getByText("1 dead letter", { exact: true }).waitFor();
  await events.getByRole("button", { name: "Discard it" }).click();
  await dialog.getByLabel("Why").fill("made by a test");
  expect(await lookAt(ann, "dead-letters-discard", { isDetail: true })).toEqual([]);
  await dialog.getByRole("button", { name: "Discard" }).click();
  await events.waitFor({ state: "detached" });
}

async function failEvents({ owner }: ConsoleTest["line"]): Promise<void> {
  await owner.query(
    `insert into log_dead_letter
       (consumer_group, topic, partition, log_offset, key, value, reason_code, reason_detail)
     select 'planner', 'crm.record-changed', 0, place, '?', '{"kind": "renamed"}', 'event-malformed',
       '{"said": "kind"}' from generate_series(1000001, 1000002) as place`,
  );
}

async function replay({ ann, served, line }: ConsoleTest): Promise<void> {
  const { page } = ann;
  await page.goto(`${served.url}/dead-letters`);
  const cause = page.getByRole("region", { name: "The model refused to answer" });
  await line.openai.misbehave("refusal", { times: 1 });
  const held = await line.openai.faults.hold();
  await order(ann, "Replay all 2");
  await held.arrived;
  const progress = page.getByRole("region", { name: "Replay by ann." });
  await progress.getByText("All are on their way.").waitFor();
  expect(await lookAt(ann, "dead-letters-replaying", { isDetail: true })).toEqual([]);
  await held.release();
  await cause.getByText("1 has already failed again in a replay").waitFor();
  await page.getByRole("link", { name: "1 failed again: show why" }).click();
  await page.getByRole("cell", { name: "as before" }).waitFor();
  expect(await lookAt(ann, "dead-letters-failed-anew", { fullPage: true, isDetail: true })).toEqual(
    [],
  );
  await order(ann, "Replay it");
  await page.getByText("Nothing has failed for good").waitFor();
  await page.getByRole("cell", { name: "100%" }).waitFor();
  expect(await lookAt(ann, "dead-letters-replayed", { isDetail: true })).toEqual([]);
}

async function order({ page }: ConsoleTest["ann"], name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
}
