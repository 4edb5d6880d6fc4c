export { describeCrmAdapter } from "./contract/adapter-contract.ts";
export { type CrmFault, type CrmFixture, contractOutputs } from "./contract/crm-fixture.ts";
export { createHubspotAdapter, type HubspotAdapterOptions } from "./hubspot/hubspot-adapter.ts";
export {
  createSalesforceAdapter,
  type SalesforceAdapterOptions,
} from "./salesforce/salesforce-adapter.ts";
