import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WriteSafety } from "@fieldwork/contracts";
import {
  type Connection,
  createAdapter,
  createMappings,
  loadMapping,
  prepareOutputs,
  sharingMembers,
} from "@fieldwork/crm";
import { createLine, embeddedConfig, type Line } from "@fieldwork/embedded";
import { type Enrichment, outputsOf } from "@fieldwork/enrichments";
import type { LimitTable } from "@fieldwork/limits";
import { configureProviders, type ProviderKind } from "@fieldwork/models";
import { type Logger, loadConfig } from "@fieldwork/runtime";
import type { HubspotSimulator, OpenaiSimulator, SalesforceSimulator } from "@fieldwork/simulators";
import type { TestDatabase } from "@fieldwork/store/testing";

const quick = {
  POLL_EVERY_MS: "100",
  WRITE_LINGER_MS: "10",
  WRITE_POLL_MS: "200",
  SWEEP_EVERY_MS: "300",
  LEASE_MS: "2000",
  GATHER_MS: "1",
};

/** What a test's line runs on, and how it is set up. */
export interface LineParts {
  database: TestDatabase;
  hubspot: HubspotSimulator;
  salesforce: SalesforceSimulator;
  openai: OpenaiSimulator;
  enrichments: readonly Enrichment[];
  route: readonly string[] | undefined;
  settings: Record<string, string>;
  writes: boolean;
  providerKinds: readonly ProviderKind[] | undefined;
  mapping: string | undefined;
  connectionLimits: LimitTable | undefined;
  history: "read-only" | "enrich";
  /** The group in which both connections share answers; undefined: they share none. */
  sharing: string | undefined;
  crmWrites: WriteSafety | undefined;
  bulkWritesFrom: number | undefined;
  logger: Logger;
}

/** Starts a line on servers that are running; stopping it leaves them running. */
export async function startLine(parts: LineParts): Promise<{ line: Line; stop(): Promise<void> }> {
  const { database, openai, enrichments, route, settings, writes } = parts;
  const { providerKinds, connectionLimits, logger } = parts;
  const config = loadConfig(embeddedConfig, {
    ...quick,
    OPENAI_API: "responses",
    OPENAI_API_KEY: openai.credentials.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
    ...settings,
  });
  const connections = connectionsOf(parts);
  const mappings = createMappings(
    connections,
    parts.mapping === undefined
      ? undefined
      : loadMapping({ file: "mapping.yaml", text: parts.mapping }),
  );
  const line = createLine({
    config,
    databaseUrl: database.servicesUrl,
    adminUrl: database.url,
    connectionLimits,
    connect: (outputs, calls) =>
      connections.map((one) =>
        createAdapter(one, { outputs, mapping: mappings.of(one), ...calls, logger }),
      ),
    enrichments,
    filterable: mappings.filterable,
    sharing: sharingMembers(connections),
    route,
    writes,
    providers: configureProviders(config, providerKinds),
    logger,
  });
  const { adapters } = line;
  const outputs = outputsOf(enrichments);
  const metadataDir = await mkdtemp(join(tmpdir(), "fieldwork-metadata-"));
  await prepareOutputs({ adapters, outputs, metadataDir, signal: new AbortController().signal });
  await line.start();
  return {
    line,
    async stop() {
      await line.stop();
      await Promise.all(adapters.map((adapter) => adapter.close()));
      await rm(metadataDir, { recursive: true, force: true });
    },
  };
}

function connectionsOf({
  hubspot,
  salesforce,
  history,
  sharing,
  crmWrites: writes,
  bulkWritesFrom,
}: LineParts): Connection[] {
  return [
    {
      vendor: "hubspot",
      name: "hubspot",
      accessToken: hubspot.credentials.integration.accessToken,
      baseUrl: hubspot.url,
      ...{ history, sharing, writes },
    },
    {
      vendor: "salesforce",
      name: "salesforce",
      loginUrl: salesforce.url,
      clientId: salesforce.credentials.clientId,
      clientSecret: salesforce.credentials.clientSecret,
      ...{ history, sharing, writes, bulkWritesFrom },
    },
  ];
}
