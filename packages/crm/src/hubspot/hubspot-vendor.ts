import { addressSetting, defineVendor } from "../crm-vendor.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

export const hubspotVendor = defineVendor({
  name: "hubspot",
  settings: { baseUrl: addressSetting.optional() },
  remedies: { baseUrl: "Leave it out, or set https://api.hubapi.com" },
  secrets: ["accessToken"],
  createAdapter: ({ name, accessToken, baseUrl }, deps) =>
    createHubspotAdapter({ ...deps, connection: name, accessToken, baseUrl }),
});
