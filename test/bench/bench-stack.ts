import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdapter, createMappings, prepareOutputs } from "@fieldwork/crm";
import { createLine, embeddedConfig, type Line } from "@fieldwork/embedded";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import { configureProviders } from "@fieldwork/models";
import { createLogger, loadConfig } from "@fieldwork/runtime";
import {
  type HubspotProcess,
  type OpenaiProcess,
  spawnHubspot,
  spawnOpenai,
} from "@fieldwork/simulators";
import { servicesUrlFrom } from "@fieldwork/store";
import { createPostgresServer, prepareServerBinaries, serverUser } from "@fieldwork/store/embedded";
import { treeCpuSeconds } from "./process-usage.ts";

export interface BenchStack {
  line: Line;
  hubspot: HubspotProcess;
  openai: OpenaiProcess;
  /** CPU seconds that each part has used since it was started. */
  cpuSeconds(): Promise<Record<"line" | "postgres" | "simulators", number>>;
  stop(): Promise<void>;
}

export interface BenchStackOptions {
  companies: number;
  /** Of the simulated model. */
  latencyMs?: number;
  /** How many rows the simulators' books keep. */
  keepRows?: number;
  settings?: Readonly<Record<string, string>>;
}

const model = "gpt-6-luna";

/** The embedded line in this process; its PostgreSQL and the simulators in processes of their own. */
export async function createBenchStack({
  companies,
  latencyMs = 5,
  keepRows = 1000,
  settings = {},
}: BenchStackOptions): Promise<BenchStack> {
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-bench-"));
  await chmod(dir, 0o755);
  const logger = createLogger({ service: "bench", level: "error" });
  const user = serverUser();
  const server = createPostgresServer({
    dir: join(dir, "postgres"),
    binaries: await prepareServerBinaries(user ? join(dir, "binaries") : undefined),
    user,
    logger,
  });
  await server.start();
  const [hubspot, openai] = await Promise.all([
    spawnHubspot({ seed: companies, options: { keepRows } }),
    spawnOpenai({ options: { latencyMs, keepRows } }),
  ]);
  const enrichments = await loadEnrichments();
  const accessToken = hubspot.credentials.integration.accessToken;
  const connection = {
    vendor: "hubspot" as const,
    name: "bench",
    accessToken,
    baseUrl: hubspot.url,
    history: "enrich" as const,
  };
  const config = loadConfig(embeddedConfig, {
    FIELDWORK_BUDGET_USD: "1000",
    OPENAI_API: "responses",
    // A fixed one, so that figures compare.
    OPENAI_CONCURRENCY: "32",
    OPENAI_API_KEY: openai.credentials.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
    ...settings,
  });
  const line = createLine({
    config,
    databaseUrl: servicesUrlFrom(server.url("postgres")),
    adminUrl: server.url("postgres"),
    connect: (outputs) => [createAdapter(connection, { outputs, logger })],
    enrichments,
    filterable: createMappings([connection]).filterable,
    providers: configureProviders(config),
    route: [`openai/${model}`],
    writes: true,
    logger,
  });
  const { adapters } = line;
  const outputs = outputsOf(enrichments);
  const signal = new AbortController().signal;
  await prepareOutputs({ adapters, outputs, metadataDir: dir, signal });
  return {
    ...{ line, hubspot, openai },
    async cpuSeconds() {
      const { user: own, system } = process.cpuUsage();
      return {
        line: (own + system) / 1e6,
        postgres: await treeCpuSeconds(server.pid() ?? 0),
        simulators: (await treeCpuSeconds(hubspot.pid)) + (await treeCpuSeconds(openai.pid)),
      };
    },
    async stop() {
      await line.stop();
      await Promise.all(adapters.map((adapter) => adapter.close()));
      await Promise.all([hubspot.stop(), openai.stop()]);
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
