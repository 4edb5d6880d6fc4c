import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { lookAt } from "../support/test-console.ts";
import type { TestLine } from "../support/test-line.ts";
import type { ConsoleTest } from "./console-test.ts";

/** More than thirty, because of some the model says by chance what the person wrote. */
const made = 36;
const count = 30;
const patient = { timeoutMs: 40_000 };
const industries = ["Utilities", "Financials"] as const;

/** A day of whoever looks after the CRM's data. */
export function salesOpsDay(given: () => ConsoleTest): void {
  describe("whoever looks after the data", { timeout: 150_000 }, () => {
    test("decides about thirty answers by keyboard alone, and undoes one of them", async () => {
      const { line, served, ann } = given();
      const { page } = ann;
      const ids = await makeConflicts(line);
      await page.goto(`${served.url}/reviews?field=ai_industry`);
      const [open] = await line.database.query<{ count: number }>(
        "select count(*)::int from review where closed_at is null and field = 'ai_industry'",
      );
      const waiting = open?.count ?? 0;
      await page.getByText(`1 of ${waiting}`).waitFor();
      expect(await lookAt(ann, "reviews-thirty", { isDetail: true })).toEqual([]);
      for (let left = waiting; left > 0; left--) {
        await page.getByText(`1 of ${left}`, { exact: true }).waitFor();
        await page.getByRole("button", { name: "Take it", disabled: false }).waitFor();
        await page.keyboard.press(left % 2 === 0 ? "1" : "2");
      }
      await page.getByText("Nothing waits for a person").waitFor();
      await eventually(async () => {
        const counted = `select count(*)::int, count(distinct closed_as)::int as kinds,
          count(*) filter (where closed_at is null)::int as open
          from review where record_id = any($1)`;
        const [decided] = await line.database.query<{ count: number }>(counted, [ids]);
        expect(decided).toMatchObject({ kinds: 2, open: 0 });
        expect(decided?.count).toBeGreaterThanOrEqual(count);
      }, patient);
      await line.drained();
      const taken = await findTaken(line, ids);
      await page.goto(`${served.url}/records/hubspot/company/${taken}`);
      const industry = page.getByRole("region", { name: "AI industry" });
      await industry.getByText("Fieldwork", { exact: true }).waitFor();
      await industry.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("button", { name: "Undo it" }).click();
      await industry.getByText("a person", { exact: true }).waitFor();
      expect(industries).toContain((await line.company(taken)).ai_industry);
    });
  });
}

/** Companies whose industry a person has written over ours, and of which the model thinks anew. */
async function makeConflicts(line: TestLine): Promise<string[]> {
  const names = Array.from({ length: made }, (_, place) => `Shipyard ${place + 1}`);
  const described = (name: string, more: string) => `${name} builds and repairs ships. ${more}`;
  const ids = await line.hubspot.create(
    "companies",
    names.map((name) => ({ name, description: described(name, "") })),
  );
  const all = async (sql: string) => {
    await eventually(
      async () => expect(await line.database.query(sql, [ids])).toHaveLength(ids.length),
      patient,
    );
  };
  await all("select 1 from field_ledger where field = 'ai_industry' and record_id = any($1)");
  for (const id of ids) {
    const own = (await line.company(id)).ai_industry;
    const other = industries.find((industry) => industry !== own) ?? industries[0];
    await line.hubspot.edit({ object: "companies", id }, { ai_industry: other });
  }
  await all("select 1 from owner_change where record_id = any($1)");
  for (const [place, id] of ids.entries()) {
    const description = described(names[place] ?? "", "And boats.");
    await line.hubspot.edit({ object: "companies", id }, { description });
  }
  await eventually(async () => {
    const open = "select 1 from review where closed_at is null and record_id = any($1)";
    expect((await line.database.query(open, [ids])).length).toBeGreaterThanOrEqual(count);
  }, patient);
  await line.drained();
  return ids;
}

/** One of which the answer was taken. */
async function findTaken(line: TestLine, ids: readonly string[]): Promise<string> {
  const [one] = await line.database.query<{ id: string }>(
    `select record_id as id from field_ledger
     where field = 'ai_industry' and owner = 'fieldwork' and before_owner = 'person' and record_id = any($1) limit 1`,
    [ids],
  );
  return one?.id ?? "";
}
