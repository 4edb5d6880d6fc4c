import { loadEnrichments } from "@fieldwork/enrichments";
import { customFieldsFor } from "@fieldwork/infra/stack";
import {
  type OpenaiProcess,
  type SalesforceProcess,
  spawnOpenai,
  spawnSalesforce,
} from "@fieldwork/simulators";

export interface RaceVendors {
  salesforce: SalesforceProcess;
  openai: OpenaiProcess;
  stop(): Promise<void>;
}

/** How the simulators are started, whoever starts them. The ids of the companies are the same each time. */
export function raceVendorOptions(companies: number) {
  return {
    salesforce: { seed: companies, options: { delayMs: 20 } },
    openai: { options: { latencyMs: 5, keepRows: 1000 } },
  };
}

/** Simulators in processes of their own; the administrator has deployed the output fields. */
export async function spawnRaceVendors({ companies }: { companies: number }): Promise<RaceVendors> {
  const options = raceVendorOptions(companies);
  const [salesforce, openai] = await Promise.all([
    spawnSalesforce(options.salesforce),
    spawnOpenai(options.openai),
  ]);
  await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
  return {
    salesforce,
    openai,
    async stop() {
      await Promise.all([salesforce.stop(), openai.stop()]);
    },
  };
}
