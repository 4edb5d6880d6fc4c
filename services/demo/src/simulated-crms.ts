import { join } from "node:path";
import { type Connection, type CrmAdapter, unboundedWindows } from "@fieldwork/crm";
import type { OutputsOf } from "@fieldwork/enrichments";
import type { Service } from "@fieldwork/runtime";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  customFieldsIn,
  type RecordView,
  salesAutomations,
  seedStockholm,
} from "@fieldwork/simulators";

const names = { hubspot: "demo-hubspot", salesforce: "demo-salesforce" } as const;
const sharingGroup = "demo";
export const simulatedNames = Object.values(names);

export interface SimulatedCrms extends Service {
  /** Once started. */
  connections(): Connection[];
  /** Does what an administrator does with the metadata that Salesforce needs. */
  deployOutputs(adapters: readonly CrmAdapter[], outputs: OutputsOf): Promise<void>;
  /** A shell command that edits a record as a person would. */
  commandToTry(recordId: string, values: Readonly<Record<string, string>>): string;
  record(object: string, id: string): Promise<RecordView | undefined>;
}

const never = new AbortController().signal;

/**
 * Two CRMs of real companies on loopback, kept in `dir` across restarts and seeded with this many
 * records if empty.
 */
export function createSimulatedCrms(dir: string, records: number | undefined): SimulatedCrms {
  const hubspot = createHubspotSimulator({
    dir: join(dir, "hubspot"),
    workflows: salesAutomations.hubspot,
  });
  const salesforce = createSalesforceSimulator({
    dir: join(dir, "salesforce"),
    automations: salesAutomations.salesforce,
  });
  return {
    name: "simulated CRMs",
    async start() {
      await hubspot.start();
      await salesforce.start();
      await seedStockholm({ hubspot, salesforce }, { records });
    },
    async stop() {
      await salesforce.stop();
      await hubspot.stop();
    },
    connections: () => [
      {
        vendor: "hubspot",
        name: names.hubspot,
        accessToken: hubspot.credentials.integration.accessToken,
        baseUrl: hubspot.url,
        limits: unboundedWindows,
        sharing: sharingGroup,
      },
      {
        vendor: "salesforce",
        name: names.salesforce,
        loginUrl: salesforce.url,
        clientId: salesforce.credentials.clientId,
        clientSecret: salesforce.credentials.clientSecret,
        limits: unboundedWindows,
        sharing: sharingGroup,
      },
    ],
    async deployOutputs(adapters, outputs) {
      const adapter = adapters.find(({ vendor }) => vendor === "salesforce");
      if (!adapter) return;
      for (const object of adapter.objects) {
        const result = await adapter.ensureOutputFields(object, outputs(object), never);
        if (result.kind === "missing") {
          const lacking = { ...result, object, outputs: outputs(object) };
          const files = adapter.deploymentOf?.([lacking]).metadata ?? [];
          await salesforce.deployFields(customFieldsIn(files));
        }
      }
    },
    commandToTry(recordId, values) {
      const url = `${hubspot.url}/crm/v3/objects/companies/${recordId}`;
      const body = JSON.stringify({ properties: values }).replaceAll("'", "'\\''");
      return `curl -X PATCH ${url} -H 'authorization: Bearer ${hubspot.credentials.person.accessToken}' -H 'content-type: application/json' -d '${body}'`;
    },
    record: (object, id) => hubspot.record({ object, id }),
  };
}
