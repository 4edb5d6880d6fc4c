export { createSalesforceAdapter, type SalesforceAdapterOptions } from "./salesforce-adapter.ts";
export { outputMetadata } from "./salesforce-schema.ts";
