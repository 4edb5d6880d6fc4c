import { eventually } from "@fieldwork/runtime/testing";
import type { Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookAt, type Visit } from "../support/test-console.ts";
import type { ConsoleTest } from "./console-test.ts";

const refusal = {
  status: 400,
  contentType: "application/problem+json",
  body: JSON.stringify({ status: 400, title: "Too slow", detail: "Narrow the filter.", code: "x" }),
};
const isDetail = true;

/** Every page, by the name of its screenshots. */
const pages: readonly [name: string, path: string][] = [
  ["home", "/"],
  ["records", "/records?object=company"],
  ["record", "/records/hubspot/company/1"],
  ["reviews", "/reviews"],
  ["backfills", "/backfills"],
  ["backfill-new", "/backfills/new"],
  ["backfill", "/backfills/backfill-0"],
  ["undo", "/undos/undo-0?connection=hubspot"],
  ["operations", "/operations"],
  ["dead-letters", "/dead-letters"],
  ["enrichments", "/enrichments"],
  ["enrichment", "/enrichments/company-profile"],
  ["captures", "/captures"],
  ["links", "/links"],
  ["audit", "/audit"],
  ...["me", "connections", "models", "budgets", "people", "notices"].map(
    (part): [string, string] => [`settings-${part}`, `/settings?part=${part}`],
  ),
];
/** Those that list something. */
const lists = pages.filter(([, path]) => !path.includes("-0") && !/^\/\w+\/\w/.test(path));
const forbidden = {
  ...refusal,
  status: 403,
  body: JSON.stringify({
    ...{ status: 403, title: "Forbidden", code: "permission_missing" },
    detail: "it needs the permission a.b",
  }),
};
/** Who it is, and what keeps a page live, are always told. */
const untouched = /\/v1\/(session|changes)$/;

/** The reply, without whatever it lists. */
async function emptied(route: Route): Promise<void> {
  if (untouched.test(route.request().url())) return route.continue();
  const response = await route.fetch();
  const reply = (await response.json()) as Readonly<Record<string, unknown>>;
  const left = Object.entries(reply).map(([name, value]) => [
    name,
    Array.isArray(value) ? [] : value,
  ]);
  await route.fulfill({ response, json: Object.fromEntries(left) });
}

/** What a page shows while there is nothing to show yet, or any more. */
export function pageStates(given: () => ConsoleTest): void {
  describe("a page", { timeout: 90_000 }, () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await given().served.signIn();
    });
    afterAll(() => visit.context.close());

    test("is read again once somebody asks for it, after it could not", async () => {
      const { served } = given();
      const { page } = visit;
      await page.route("**/v1/record-filters*", (route) => route.fulfill(refusal));
      await page.goto(`${served.url}/records?object=company`);
      await page.getByRole("alert").getByText("Narrow the filter.").waitFor();
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    });

    test("keeps what it showed while it cannot be read again, and says so", async () => {
      const { line, served } = given();
      const { page } = visit;
      await page.goto(`${served.url}/operations`);
      await page
        .getByRole("region", { name: "Connections" })
        .getByText("hubspot")
        .first()
        .waitFor();
      await page.route("**/v1/operations", (route) => route.fulfill(refusal));
      await line.database.query("update hold_epoch set epoch = epoch + 1");
      await page.getByText("What you see is from before").first().waitFor();
      await page
        .getByRole("region", { name: "Connections" })
        .getByText("hubspot")
        .first()
        .waitFor();
      expect(await lookAt(visit, "operations-stale", { isDetail })).toEqual([]);
      await page.unrouteAll({ behavior: "ignoreErrors" });
    });

    test("is opened at the section that its address names", () => openAtSection(given(), visit));

    test("goes on hearing of changes once the server that refused that takes it again", async () => {
      const { served } = given();
      const { page, context } = await served.signIn();
      const changes = "**/v1/changes";
      await page.route(changes, (route) => route.fulfill({ status: 503 }), { times: 1 });
      const followed = page.waitForResponse(
        (reply) => reply.url().endsWith("/changes") && reply.ok(),
      );
      await page.goto(served.url);
      await followed;
      await context.close();
    });

    everyPage(given, () => visit);

    test("that fails says so in its place, and leaves the way to the others", async () => {
      const { served } = given();
      const { page } = visit;
      await page.route("**/v1/records/**/fields", (route) => route.fulfill({ json: {} }));
      await page.goto(`${served.url}/records/hubspot/company/1`);
      await page.getByRole("heading", { name: "This page does not work", level: 1 }).waitFor();
      expect(await lookAt(visit, "broken", { isDetail })).toEqual([]);
      await page.getByRole("link", { name: "Records" }).click();
      await page.locator("tbody tr[aria-rowindex]").first().waitFor();
      await page.unrouteAll({ behavior: "ignoreErrors" });
    });
  });
}

async function openAtSection({ served }: ConsoleTest, { page }: Visit): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`${served.url}/operations#budgets`);
  const budgets = page.getByRole("region", { name: "Budgets" });
  await budgets.getByRole("table").waitFor();
  await eventually(async () => {
    const { y = 0 } = (await budgets.boundingBox()) ?? {};
    expect(Math.abs(y)).toBeLessThan(400);
  });
}

/** Each of its states on each page, in both schemes and widths. */
function everyPage(given: () => ConsoleTest, visit: () => Visit): void {
  test.each(pages)(
    "tells that it loads, why it could not, and who may not see it: %s",
    async (name, path) => {
      const { served } = given();
      const { page } = visit();
      let answered = Promise.withResolvers<typeof refusal>();
      await page.route("**/v1/**", async (route) => {
        if (untouched.test(route.request().url())) return route.continue();
        await route.fulfill(await answered.promise);
      });
      await page.goto(`${served.url}${path}`);
      await page.getByRole("status").getByText("Loading").first().waitFor({ state: "attached" });
      expect(await lookAt(visit(), `${name}-loading`, { isDetail })).toEqual([]);
      answered.resolve(refusal);
      await page.getByRole("alert").getByText("Narrow the filter.").first().waitFor();
      expect(await lookAt(visit(), `${name}-failed`, { isDetail })).toEqual([]);
      answered = Promise.withResolvers();
      answered.resolve(forbidden);
      await page.goto(`${served.url}${path}`);
      await page.getByText("You may not see this").first().waitFor();
      expect(await lookAt(visit(), `${name}-forbidden`, { isDetail })).toEqual([]);
      await page.unrouteAll({ behavior: "ignoreErrors" });
      expect(visit().faults()).toEqual([]);
    },
  );

  test.each(lists)("that has nothing to show says so: %s", async (name, path) => {
    const { served } = given();
    const { page } = visit();
    await page.route("**/v1/**", emptied);
    await page.goto(`${served.url}${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("status").getByText("Loading").first().waitFor({ state: "detached" });
    expect(await lookAt(visit(), `${name}-empty`, { isDetail })).toEqual([]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    expect(visit().faults()).toEqual([]);
  });
}
