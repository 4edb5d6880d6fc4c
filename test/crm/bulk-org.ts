import type { CrmAdapter } from "@fieldwork/crm";
import { createSalesforceAdapter, outputMetadata } from "@fieldwork/crm/salesforce";
import { contractOutputs } from "@fieldwork/crm/testing";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  createSalesforceSimulator,
  customFieldsIn,
  type SalesforceOptions,
  type SalesforceSimulator,
} from "@fieldwork/simulators";
import { onTestFinished } from "vitest";

export const customFields = customFieldsIn(outputMetadata(contractOutputs));
/** Pages of 100 rows, for reads of 150 records on. */
export const short = { bulkReadFrom: 150, bulkPageRows: 100 };

type Settings = Partial<Parameters<typeof createSalesforceAdapter>[0]>;

export function connectTo(
  { url, credentials }: SalesforceSimulator,
  settings: Settings = {},
): CrmAdapter {
  return createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, clientId: credentials.clientId },
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    ...{ outputs: contractOutputs, logger: testLogger() },
    ...settings,
  });
}

/** An org, and adapters that read by jobs in it. */
export async function openBulkOrg(options: SalesforceOptions = {}) {
  const simulator = createSalesforceSimulator({ customFields, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const connect = (settings: Settings = short) => {
    const adapter = connectTo(simulator, settings);
    onTestFinished(() => adapter.close());
    return adapter;
  };
  const callsOf = async (operation: string) =>
    (await simulator.books.read()).calls.filter((one) => one.operation === operation).length;
  return { simulator, connect, callsOf };
}

const longName = 'Say "hi", \r\nÅkeri';
export const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ Name: `${n} ${longName}`, NumberOfEmployees: n, BillingCountry: n % 2 ? "SE" : "NO" },
  }));
export const anHourAgo = () => Date.now() - 3_600_000;
