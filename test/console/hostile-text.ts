import type { Page, Route } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { ConsoleTest } from "./console-test.ts";

const attack = `<img src=x onerror="globalThis.executed=true"><script>globalThis.executed=true</script><svg onload="globalThis.executed=true">`;
const isShown = "document.querySelector('main')?.textContent.includes('<img src=x')";

const pages = [
  ...["/records?object=company", "/reviews", "/operations", "/dead-letters"],
  ...["/enrichments", "/enrichments/company-profile", "/audit"],
  ...["people", "connections", "models", "budgets"].map((part) => `/settings?part=${part}`),
];

/** Whatever the API says in words is markup, and the content policy does not help. */
export function hostileText(given: () => ConsoleTest): void {
  describe("hostile text of CRMs, models, people and configuration", { timeout: 90_000 }, () => {
    test("is shown as text on every page, and none of it runs", async () => {
      const { line, served } = given();
      const visit = await served.signIn({ ignoresPolicy: true });
      const { page } = visit;
      await page.route("**/v1/**", poison);
      const [record] = await line.database.query<{ connection: string; id: string }>(
        `select connection, record_id as id from record
         where object = 'company' and fields->>'name' like 'Acme%'`,
      );
      const silent: string[] = [];
      for (const path of [...pages, `/records/${record?.connection}/company/${record?.id}`]) {
        await page.goto(`${served.url}${path}`);
        await page
          .waitForFunction(isShown, undefined, { timeout: 20_000 })
          .catch(() => silent.push(path));
        expect(await executed(page), path).toBeUndefined();
        expect(await page.locator("main img, main script, svg[onload]").count(), path).toBe(0);
      }
      expect(silent).toEqual([]);
      // The trap itself works: set as HTML, it would have run.
      await page.evaluate(`document.body.innerHTML = ${JSON.stringify(attack)}`);
      await page.waitForFunction("globalThis.executed");
      // What a page still asked for when it was left.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await visit.context.close();
    });
  });
}

function executed(page: Page): Promise<unknown> {
  return page.evaluate("globalThis.executed");
}

async function poison(route: Route): Promise<void> {
  if (route.request().url().endsWith("/v1/changes")) return route.continue();
  const response = await route.fetch();
  if (!response.headers()["content-type"]?.includes("json")) return route.fulfill({ response });
  return route.fulfill({ response, json: hostile(await response.json()) });
}

const written = new Set([
  ...["name", "title", "label", "value", "connection", "provider", "model", "why", "by", "file"],
]);
const code = /^[\w.:+-]*$/;

/** The same reply, in which whatever somebody may have written ends with the attack. Pure. */
function hostile(value: unknown, name = ""): unknown {
  if (typeof value === "string")
    return code.test(value) && !written.has(name) ? value : `${value} ${attack}`;
  if (Array.isArray(value)) return value.map((one) => hostile(one, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hostile(one, key)]));
}
