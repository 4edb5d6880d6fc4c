export { createHubspotAdapter } from "./hubspot-adapter.ts";
