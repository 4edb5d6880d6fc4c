import { addressSetting, defineVendor } from "../crm-vendor.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";
import { hubspotWindows } from "./hubspot-limits.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";

export const hubspotVendor = defineVendor({
  name: "hubspot",
  settings: { baseUrl: addressSetting.optional() },
  remedies: { baseUrl: "Leave it out, or set https://api.hubapi.com" },
  secrets: {
    accessToken: {
      variable: "HUBSPOT_TOKEN",
      about: "The access token of a HubSpot private app",
    },
  },
  optionalSecrets: {},
  windows: hubspotWindows,
  mapping: hubspotMapping,
  outputName: (field) => field,
  createAdapter: ({ name, accessToken, baseUrl }, deps) =>
    createHubspotAdapter({ ...deps, connection: name, accessToken, baseUrl }),
});
