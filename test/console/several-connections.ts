import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Visit } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

/** What the pages show of several connections that are not all: the API replies about one of them at a time. */
export function severalConnections(given: () => ConsoleTest): void {
  describe("somebody who may see several connections and not all", { timeout: 90_000 }, () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await signInAs(given(), [
        { role: "operator", connection: "hubspot" },
        { role: "viewer", connection: "hubspot" },
        { role: "operator", connection: "salesforce" },
      ]);
    });
    afterAll(() => visit.context.close());

    test("is told at Home what needs them on any of theirs", async () => {
      const { served } = given();
      const { page } = visit;
      await page.goto(served.url);
      await page.getByRole("link", { name: "3 answers wait for a person" }).waitFor();
      await page.getByRole("link", { name: "2 dead letters" }).click();
      await page.getByRole("region", { name: /refused/i }).waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
    });

    test("looks at the records and the reviews of one at a time", async () => {
      const { served } = given();
      const { page } = visit;
      await page.goto(`${served.url}/records?object=company`);
      const connection = page.getByRole("combobox", { name: "Connection" });
      await page.getByText("159 records").waitFor();
      expect(await connection.inputValue()).toBe("hubspot");
      await connection.click();
      await page.getByRole("option", { name: "salesforce" }).click();
      await page.getByRole("link", { name: "Solen Energi" }).waitFor();
      expect(await page.getByRole("button", { name: "Clear" }).count()).toBe(0);
      await page.goto(`${served.url}/reviews`);
      await page.getByText("1 of 3").waitFor();
      // Whoever looks at one has it for a while.
      const headers = { origin: served.url };
      await page.request.post(`${served.url}/v1/reviews/give-back`, { headers });
      await page.goto(`${served.url}/captures`);
      await page
        .getByRole("link", { name: /^hubspot/ })
        .first()
        .waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
    });

    test("sees the backfills of all, and is offered records of all to try", async () => {
      const { served } = given();
      const { page } = visit;
      await page.goto(`${served.url}/backfills`);
      await page.getByText("No backfill yet").waitFor();
      await page.goto(`${served.url}/enrichments/company-profile`);
      await page.getByRole("combobox", { name: "Record" }).click();
      await page
        .getByRole("option", { name: /\(hubspot\)/ })
        .first()
        .waitFor();
      await page.getByRole("option", { name: "Solen Energi (salesforce)" }).waitFor();
    });

    test("is offered no order about what is held on all", async () => {
      const { served, ann } = given();
      const { page } = visit;
      const hold = { scope: "everything", target: "" };
      const order = (path: string, data: object) =>
        ann.page.request.post(`${served.url}/v1/holds${path}`, {
          ...{ data, headers: { origin: served.url } },
        });
      await order("", { ...hold, action: "paused" });
      await page.goto(`${served.url}/operations`);
      const holds = page.getByRole("region", { name: "Holds" });
      await holds.getByText("Everything is paused by ann").waitFor();
      expect(await holds.getByRole("button", { name: "Let it go on" }).count()).toBe(0);
      await order("/lift", hold);
    });
  });
}

interface Grant {
  role: string;
  connection: string;
}

async function signInAs({ served, ann }: ConsoleTest, grants: readonly Grant[]): Promise<Visit> {
  const { url } = served;
  const headers = { origin: url };
  const person = { email: "pat@acme.example", name: "Pat", grants };
  const invited = await ann.context.request.post(`${url}/v1/people`, { data: person, headers });
  const [, link] = ((await invited.json()) as { link: string }).link.split("#");
  const visit = await served.visit();
  const data = { link, password: "correct horse battery" };
  const accepted = await visit.context.request.post(`${url}/v1/links/accept`, { data, headers });
  expect(accepted.ok()).toBe(true);
  return visit;
}
