export { createSalesforceAdapter } from "./salesforce-adapter.ts";
export { outputMetadata } from "./salesforce-schema.ts";
