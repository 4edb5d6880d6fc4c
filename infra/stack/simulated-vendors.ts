import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unboundedWindows } from "@fieldwork/crm";
import { loadEnrichments } from "@fieldwork/enrichments";
import {
  type HubspotOptions,
  type HubspotProcess,
  type OpenaiOptions,
  type OpenaiProcess,
  type SalesforceOptions,
  type SalesforceProcess,
  type SpawnOptions,
  spawnHubspot,
  spawnOpenai,
  spawnSalesforce,
} from "@fieldwork/simulators";
import { customFieldsFor } from "./deploy-outputs.ts";

export interface VendorOptions {
  hubspot?: SpawnOptions<HubspotOptions>;
  salesforce?: SpawnOptions<SalesforceOptions>;
  openai?: SpawnOptions<OpenaiOptions>;
  /** Whether the CRMs may tell of their changes: Salesforce streams them, and a portal's webhooks can be checked. */
  push?: boolean;
  /** Whether records that were there before the start are enriched; they are unless told. */
  history?: "read-only" | "enrich";
}

/** Simulators in processes of their own, in place of the vendors. */
export interface SimulatedVendors {
  hubspot: HubspotProcess;
  salesforce: SalesforceProcess;
  openai: OpenaiProcess;
  /** The settings with which the services find them. */
  settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts them. What the services need to know about the CRMs is written into a configuration folder,
 * with one file for each secret.
 */
export async function startSimulatedVendors(
  configDir: string,
  options: VendorOptions,
): Promise<SimulatedVendors> {
  const [hubspot, salesforce, openai] = await Promise.all([
    spawnHubspot(options.hubspot),
    spawnSalesforce(salesforceOptions(options)),
    spawnOpenai(options.openai),
  ]);
  await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
  const { history = "enrich", push = false } = options;
  const connections = [
    {
      name: "hubspot",
      vendor: "hubspot",
      accessTokenEnv: "SIMULATED_HUBSPOT_TOKEN",
      baseUrl: hubspot.url,
      ...(push && { clientSecretEnv: "SIMULATED_HUBSPOT_CLIENT_SECRET" }),
      limits: unboundedWindows,
      history,
    },
    {
      name: "salesforce",
      vendor: "salesforce",
      loginUrl: salesforce.url,
      clientIdEnv: "SIMULATED_SALESFORCE_CLIENT_ID",
      clientSecretEnv: "SIMULATED_SALESFORCE_CLIENT_SECRET",
      ...(push && { changeEvents: true, pubsubAddress: await salesforce.findStreamAddress() }),
      limits: unboundedWindows,
      history,
    },
  ];
  const text = JSON.stringify({ connections }, undefined, 2);
  await writeFile(join(configDir, "connections.yaml"), text, { mode: 0o600 });
  const secretsFolder = await writeSecrets(configDir, {
    SIMULATED_HUBSPOT_TOKEN: hubspot.credentials.integration.accessToken,
    SIMULATED_HUBSPOT_CLIENT_SECRET: hubspot.credentials.integration.clientSecret,
    SIMULATED_SALESFORCE_CLIENT_ID: salesforce.credentials.clientId,
    SIMULATED_SALESFORCE_CLIENT_SECRET: salesforce.credentials.clientSecret,
  });
  return {
    hubspot,
    salesforce,
    openai,
    settings: {
      FIELDWORK_CONFIG: configDir,
      FIELDWORK_SECRETS_DIR: secretsFolder,
      OPENAI_API_KEY: openai.credentials.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API: "responses",
    },
    async stop() {
      await Promise.all([hubspot.stop(), salesforce.stop(), openai.stop()]);
    },
  };
}

function salesforceOptions({ salesforce, push = false }: VendorOptions) {
  return { ...salesforce, options: { ...salesforce?.options, streams: push } };
}

async function writeSecrets(
  folder: string,
  secrets: Readonly<Record<string, string>>,
): Promise<string> {
  const secretsFolder = join(folder, "secrets");
  await mkdir(secretsFolder, { mode: 0o700 });
  for (const [name, value] of Object.entries(secrets)) {
    await writeFile(join(secretsFolder, name), `${value}\n`, { mode: 0o600 });
  }
  return secretsFolder;
}
