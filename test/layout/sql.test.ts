import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { root } from "./compose-file.ts";

/** Who speaks SQL beside the store and tests, and why. */
const others: Readonly<Record<string, string>> = {
  "packages/crm/src/salesforce/salesforce-recent.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-links.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-automations.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-dependencies.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-touched.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-scan-rows.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-history.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-matching.ts": "SOQL, which Salesforce is asked in",
  "packages/crm/src/salesforce/salesforce-job-reads.ts": "SOQL, which Salesforce is asked in",
  "packages/event-log/src/dead-letters.ts": "the event log owns its tables",
  "packages/event-log/src/order-dead-letters.ts": "the event log owns its tables",
  "packages/event-log/src/postgres/log-events.ts": "the event log owns its tables",
  "packages/event-log/src/postgres/log-groups.ts": "the event log owns its tables",
  "packages/event-log/src/testing/fill-dead-letters.ts": "the event log owns its tables",
  "packages/lanes/src/postgres-lanes.ts": "BullMQ owns its schema",
};

/** A statement that is run, or text that can be nothing else. */
const sql =
  /\b(?:db|tx|reader|client|pool|admin|database)\.query\b|["`]\s*(?:select .* from|insert into|update \w+ set|delete from|(?:create|drop|alter|truncate) (?:table|index|schema|database)) /is;

test("nothing but the store, and whoever has tables of its own, speaks SQL", async () => {
  const files = globSync("{packages,services}/*/src/**/*.ts", { cwd: root }).filter(
    (file) => !file.startsWith("packages/store/") && !file.endsWith(".test.ts"),
  );
  const texts = await Promise.all(files.map((file) => readFile(`${root}${file}`, "utf8")));
  const speaking = files.filter((_, index) => sql.test(texts[index] ?? ""));
  expect(speaking.toSorted()).toEqual(Object.keys(others).toSorted());
});
