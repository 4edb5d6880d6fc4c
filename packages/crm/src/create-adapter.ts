import type { Connection } from "./connections-file.ts";
import type { CrmAdapter } from "./crm-adapter.ts";
import { createHubspotAdapter, type HubspotAdapterOptions } from "./hubspot/hubspot-adapter.ts";
import { createSalesforceAdapter } from "./salesforce/salesforce-adapter.ts";

export interface AdapterDeps {
  outputs: HubspotAdapterOptions["outputs"];
  logger: HubspotAdapterOptions["logger"];
  /** In place of the vendor's own default. */
  overlapMs?: number | undefined;
  timeoutMs?: number | undefined;
}

/** The adapter of a configured connection. It opens nothing until it is first used. */
export function createAdapter(connection: Connection, deps: AdapterDeps): CrmAdapter {
  switch (connection.vendor) {
    case "hubspot": {
      const { name, accessToken, baseUrl } = connection;
      return createHubspotAdapter({ ...deps, connection: name, accessToken, baseUrl });
    }
    case "salesforce": {
      const { name, loginUrl, clientId, clientSecret, apiVersion } = connection;
      return createSalesforceAdapter({
        ...deps,
        ...{ connection: name, loginUrl, clientId, clientSecret, apiVersion },
      });
    }
    default:
      return connection satisfies never;
  }
}
