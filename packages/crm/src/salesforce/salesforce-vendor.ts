import { z } from "zod";
import { addressSetting, defineVendor } from "../crm-vendor.ts";
import { createSalesforceAdapter } from "./salesforce-adapter.ts";
import { salesforceName } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import { salesforceWindows } from "./salesforce-limits.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";

const apiVersion = z
  .string()
  .regex(/^\d{2,3}\.0$/, "is not an API version")
  .optional();

export const salesforceVendor = defineVendor({
  name: "salesforce",
  settings: { loginUrl: addressSetting, apiVersion },
  remedies: {
    loginUrl: "Set the org's own domain, such as https://acme.my.salesforce.com",
    apiVersion: 'Leave it out, or set a version such as "64.0"',
  },
  secrets: {
    clientId: {
      variable: "SALESFORCE_CLIENT_ID",
      about: "The client id of a Salesforce connected app",
    },
    clientSecret: {
      variable: "SALESFORCE_CLIENT_SECRET",
      about: "The client secret of a Salesforce connected app",
    },
  },
  windows: salesforceWindows,
  mapping: salesforceMapping,
  outputName: salesforceName,
  createAdapter: ({ vendor: _, limits: __, name, ...settings }, deps) =>
    createSalesforceAdapter({ ...deps, ...settings, connection: name }),
  canonicalId: salesforceId,
});
