export { createHubspotAdapter, type HubspotAdapterOptions } from "./hubspot-adapter.ts";
