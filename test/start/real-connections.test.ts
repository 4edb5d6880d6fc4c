import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadEnrichments } from "@fieldwork/enrichments";
import { customFieldsFor } from "@fieldwork/infra/stack";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  type HubspotSimulator,
  type SalesforceSimulator,
} from "@fieldwork/simulators";
import { createTestDatabase, type TestDatabase } from "@fieldwork/store/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestHome,
  startLineProcess,
  type TestHome,
  writeConfig,
} from "../support/line-process.ts";

let home: TestHome;
let testDatabase: TestDatabase;
let hubspot: HubspotSimulator;
let salesforce: SalesforceSimulator;
let env: Record<string, string>;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  hubspot = createHubspotSimulator();
  salesforce = createSalesforceSimulator();
  await hubspot.start();
  await salesforce.start();
  const at = "2026-01-05T08:00:00Z";
  const first = [
    {
      name: "Nordic Wind AB",
      description: "Owns wind farms and sells electricity to households in Sweden.",
    },
    { name: "Silent Ltd" },
  ];
  await hubspot.create("companies", first, { at });
  const Description = "Develops and manages rental apartments and offices in Riga.";
  await salesforce.create("Account", [{ Name: "Baltic Homes", Description }], { at });
  env = {
    FIELDWORK_HOME: home.dir,
    DATABASE_URL: testDatabase.url,
    FIELDWORK_CONFIG: await writeConfig(home.dir, [
      {
        name: "acme-hubspot",
        vendor: "hubspot",
        accessTokenEnv: "ACME_HUBSPOT_TOKEN",
        baseUrl: hubspot.url,
      },
      {
        name: "acme-salesforce",
        vendor: "salesforce",
        loginUrl: salesforce.url,
        clientIdEnv: "ACME_SALESFORCE_ID",
        clientSecretEnv: "ACME_SALESFORCE_SECRET",
      },
    ]),
    ACME_HUBSPOT_TOKEN: hubspot.credentials.integration.accessToken,
    ACME_SALESFORCE_ID: salesforce.credentials.clientId,
    ACME_SALESFORCE_SECRET: salesforce.credentials.clientSecret,
  };
});

afterAll(async () => {
  await hubspot.stop();
  await salesforce.stop();
  await testDatabase.drop();
  await home.remove();
});

async function run(...args: string[]) {
  const line = startLineProcess(["--once", "--json", ...args], env);
  const code = await line.ended;
  return { code, output: line.output() };
}

const summaryOf = (output: string) => JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");

describe("real connections", () => {
  test("ask nothing about what was there before, and say how to enrich it", async () => {
    const { code, output } = await run();
    expect(code, output).toBe(0);
    expect(output).toContain(
      "npx fieldwork backfill create company-profile --connection acme-hubspot    # 2 records of acme-hubspot/company",
    );
    expect(summaryOf(output)).toMatchObject({ records: { seen: 3, previewed: 0 } });
  });

  test("are only read until --write is given, and show what would be written", async () => {
    const { code, output } = await run("--backfill");
    expect(code, output).toBe(0);
    expect(output).toContain("read only");
    expect(output).not.toContain("npx fieldwork backfill create");
    expect(output).toMatch(/What would be written:\s+.*Nordic Wind AB +ai_/s);
    expect(summaryOf(output)).toMatchObject({
      records: { written: 0, previewed: 2, review: 0, skipped: 1 },
      values: { written: 0 },
    });
    for (const crm of [hubspot, salesforce]) {
      const { counts } = await crm.books.read();
      expect(Object.keys(counts.calls).filter((key) => key.startsWith("write"))).toEqual([]);
      expect(counts.writes["update integration"]).toBeUndefined();
    }
  });

  test("without the fields in Salesforce are refused with the files that create them", async () => {
    const { code, output } = await run("--write");
    expect(code).toBe(1);
    expect(output).toMatch(
      /acme-salesforce\/company: lacks the fields .*Ai_Industry__c|ai_industry/,
    );
    expect(output).toContain("metadata");
  });

  test("are written with --write, and nothing is asked again for it", async () => {
    await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
    const { code, output } = await run("--write");
    expect(code, output).toBe(0);
    expect(summaryOf(output)).toMatchObject({
      records: { written: 2, previewed: 0, review: 0 },
      calls: { made: 0 },
    });
    const { writes } = await hubspot.books.read();
    expect(writes.filter(({ by }) => by === "integration")).toHaveLength(1);
  });

  test("with a token that is refused end the run with exit code 1 and the reason", async () => {
    const line = startLineProcess(["--once"], { ...env, ACME_HUBSPOT_TOKEN: "wrong" });
    expect(await line.ended, line.output()).toBe(1);
    expect(line.output()).toMatch(
      /acme-hubspot\/company cannot be read: .*does not accept the access token/,
    );
    expect(line.output()).not.toContain("acme-salesforce/company cannot be read");
  }, 60_000);

  test("have secrets that no output and no log shows", async () => {
    const { output } = await run("--write");
    expect(output).not.toContain(hubspot.credentials.integration.accessToken);
    expect(output).not.toContain(salesforce.credentials.clientSecret);
  }, 60_000);
});

test("explain prints the trail of a record, by its id alone", async () => {
  const [row] = (
    await testDatabase.pool.query("select record_id from work where state = 'written' limit 1")
  ).rows;
  const cli = fileURLToPath(new URL("../../services/api/src/cli.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "explain", row.record_id], {
    env: { PATH: "/usr/bin:/bin", ...env },
  });
  expect(stdout).toMatch(/company-profile: written/);
  expect(stdout).toMatch(
    /answer {5}\d+ to fingerprint [0-9a-f]{32}, prompt version [0-9a-f]{12}, definition [0-9a-f]{12}, baseline\/tf-idf/,
  );
  expect(stdout).toMatch(/CRM .*: written, blank → "/);
});
