import { readFile } from "node:fs/promises";
import { eventually } from "@fieldwork/runtime/testing";
import { spawnHubspot, spawnOpenai } from "@fieldwork/simulators";
import { createDatabase, type Database } from "@fieldwork/store";
import { createTestDatabase } from "@fieldwork/store/testing";
import { expect } from "vitest";
import { createTestHome, startLineProcess, writeConnections } from "../support/line-process.ts";
import { createOtlpSink } from "../support/otlp-sink.ts";
import { testModel } from "../support/test-line.ts";
import { createDayCompanies } from "./day-companies.ts";
import { issueSecrets } from "./issue-secrets.ts";
import type { DayScene } from "./walk-day.ts";

export interface EmbeddedDay {
  scene: DayScene;
  /** Stops the line as a person does; what it was given as secrets, and where it may have told them. */
  end(): Promise<{ secrets: Record<string, string>; places: Record<string, string> }>;
  stop(): Promise<void>;
}

const smtpPassword = "smtp-hush-4711";

/** The line in one process, started on companies that it has only read. */
export async function openEmbeddedDay(companies: number): Promise<EmbeddedDay> {
  const home = await createTestHome();
  const testDatabase = await createTestDatabase();
  const connectionString = testDatabase.url;
  const database = createDatabase({ connectionString, max: 2, applicationName: "test" });
  const sink = await createOtlpSink();
  const [hubspot, openai] = await Promise.all([
    spawnHubspot({ options: { keepRows: 10 * companies } }),
    spawnOpenai({ options: { latencyMs: 20 } }),
  ]);
  await createDayCompanies(hubspot, companies);
  const { accessToken } = hubspot.credentials.integration;
  const env = {
    FIELDWORK_HOME: home.dir,
    FIELDWORK_CONNECTIONS: await writeConnections(home.dir, [
      { name: "acme", vendor: "hubspot", accessTokenEnv: "ACME", baseUrl: hubspot.url },
    ]),
    ...{ ACME: accessToken, DATABASE_URL: connectionString, FIELDWORK_BUDGET_USD: "100" },
    ...{ OPENAI_API_KEY: openai.credentials.apiKey, OPENAI_BASE_URL: openai.baseUrl },
    ...{ OPENAI_API: "responses", OPENAI_MODEL: testModel, LOG_LEVEL: "debug" },
    ...{ POLL_EVERY_MS: "200", LEASE_MS: "2000", SWEEP_EVERY_MS: "300" },
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    SMTP_URL: `smtp://mailer:${smtpPassword}@127.0.0.1:9`,
    NOTICE_PRIVATE_ADDRESSES: "127.0.0.1",
  };
  const start = async () => {
    const started = startLineProcess(["--write", "--no-preflight"], env);
    await eventually(() => expect(started.output()).toMatch(/^API /m), { timeoutMs: 60_000 });
    return started;
  };
  let line = await start();
  let output = "";
  let log = "";
  const inLine = (pattern: RegExp) => pattern.exec(line.output())?.[1] ?? "";
  const kill = async (signal: "SIGKILL" | "SIGINT") => {
    line.child.kill(signal);
    await line.ended;
    output += line.output();
    log += await readFile(inLine(/^Log +(\S+)$/m), "utf8").catch(() => "");
  };
  const issued = await issueSecrets(inLine(/^API +(\S+)\/v1/m), {
    ...{ FIELDWORK_HOME: home.dir, DATABASE_URL: connectionString },
  });
  return {
    scene: {
      ...{ connection: "acme", companies, hubspot, openai, database },
      environment: { FIELDWORK_HOME: home.dir },
      async killAll() {
        await kill("SIGKILL");
        line = await start();
      },
    },
    async end() {
      const { token: api } = JSON.parse(await readFile(inLine(/^API .* token in (\S+)$/m), "utf8"));
      await kill("SIGINT");
      return {
        secrets: {
          ...{ crm: accessToken, model: openai.credentials.apiKey, api, smtp: smtpPassword },
          ...issued.secrets,
        },
        places: {
          ...{ spans: sink.bodies().join("\n"), output, log },
          ...(await keptIn(database)),
          said: issued.replies.join("\n"),
        },
      };
    },
    async stop() {
      await kill("SIGKILL");
      await Promise.all([hubspot.stop(), openai.stop(), sink.stop(), database.stop()]);
      await testDatabase.drop();
      await home.remove();
    },
  };
}

/** All that is kept about people, their orders and what went wrong; only a channel keeps what signs its notices. */
async function keptIn(database: Database): Promise<Record<string, string>> {
  const tables = ["notice", "notice_delivery", "order_key", "person", "session", "sign_in_link"];
  const kept = [...tables, "api_token"].map(
    async (table): Promise<[string, string]> => [
      table,
      JSON.stringify(await database.query(`select * from ${table}`)),
    ],
  );
  const orders = "select * from audit left join audit_value on audit_id = id";
  const audit = JSON.stringify(await database.query(orders));
  const reasons = "select reason_code, reason_detail from work where reason_detail is not null";
  const failures = JSON.stringify(await database.query(reasons));
  return { ...Object.fromEntries(await Promise.all(kept)), audit, failures };
}
