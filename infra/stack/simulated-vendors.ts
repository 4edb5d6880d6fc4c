import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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
}

/** Simulators in processes of their own, in place of the vendors. */
export interface SimulatedVendors {
  hubspot: HubspotProcess;
  salesforce: SalesforceProcess;
  openai: OpenaiProcess;
  /** What the services are told of them. */
  settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts them; what the services are told of the CRMs stands in a folder of the configuration. */
export async function startSimulatedVendors(
  configDir: string,
  options: VendorOptions,
): Promise<SimulatedVendors> {
  const [hubspot, salesforce, openai] = await Promise.all([
    spawnHubspot(options.hubspot),
    spawnSalesforce(options.salesforce),
    spawnOpenai(options.openai),
  ]);
  await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
  const connections = [
    {
      name: "hubspot",
      vendor: "hubspot",
      accessTokenEnv: "HUBSPOT_TOKEN",
      baseUrl: hubspot.url,
    },
    {
      name: "salesforce",
      vendor: "salesforce",
      loginUrl: salesforce.url,
      clientIdEnv: "SALESFORCE_CLIENT_ID",
      clientSecretEnv: "SALESFORCE_CLIENT_SECRET",
    },
  ];
  const text = JSON.stringify({ connections }, undefined, 2);
  await writeFile(join(configDir, "connections.yaml"), text, { mode: 0o600 });
  return {
    hubspot,
    salesforce,
    openai,
    settings: {
      FIELDWORK_CONFIG: configDir,
      HUBSPOT_TOKEN: hubspot.credentials.integration.accessToken,
      SALESFORCE_CLIENT_ID: salesforce.credentials.clientId,
      SALESFORCE_CLIENT_SECRET: salesforce.credentials.clientSecret,
      OPENAI_API_KEY: openai.credentials.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API: "responses",
    },
    async stop() {
      await Promise.all([hubspot.stop(), salesforce.stop(), openai.stop()]);
    },
  };
}
