import { z } from "zod";
import { addressSetting, defineVendor } from "../crm-vendor.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";
import { hubspotApiVersions } from "./hubspot-client.ts";
import { hubspotWindows } from "./hubspot-limits.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";

export const hubspotVendor = defineVendor({
  name: "hubspot",
  settings: {
    baseUrl: addressSetting.optional(),
    apiVersion: z.enum(hubspotApiVersions).optional(),
  },
  remedies: {
    baseUrl: "Leave it out, or set https://api.hubapi.com",
    apiVersion: `Leave it out, or set one of ${hubspotApiVersions.join(", ")}`,
  },
  secrets: {
    accessToken: {
      variable: "HUBSPOT_TOKEN",
      about: "The access token of a HubSpot private app",
    },
  },
  optionalSecrets: {
    clientSecret: {
      variable: "HUBSPOT_CLIENT_SECRET",
      about: "The client secret of a HubSpot app whose webhooks call the connector",
    },
  },
  windows: hubspotWindows,
  mapping: hubspotMapping,
  outputName: (field) => field,
  createAdapter: ({ vendor: _, limits: __, name, ...settings }, deps) =>
    createHubspotAdapter({ ...deps, ...settings, connection: name }),
});
