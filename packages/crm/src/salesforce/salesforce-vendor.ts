import { z } from "zod";
import { addressSetting, defineVendor } from "../crm-vendor.ts";
import { createSalesforceAdapter } from "./salesforce-adapter.ts";
import { salesforceName } from "./salesforce-fields.ts";
import { salesforceGrant, salesforceKeyProblems } from "./salesforce-grant.ts";
import { salesforceId } from "./salesforce-id.ts";
import { salesforceWindows } from "./salesforce-limits.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";
import { salesforceStandIn } from "./salesforce-stand-in.ts";

const apiVersion = z
  .string()
  .regex(/^\d{2,3}\.0$/, "is not an API version")
  .optional();

export const salesforceVendor = defineVendor({
  name: "salesforce",
  settings: {
    loginUrl: addressSetting,
    apiVersion,
    username: z.string().min(1).optional(),
    changeEvents: z.boolean().optional(),
    bulkWritesFrom: z.int().min(2).max(10_000).optional(),
    pubsubAddress: z
      .string()
      .regex(/^[a-z0-9.-]+:\d+$/i, "is not written as host:port")
      .optional(),
  },
  remedies: {
    loginUrl: "Set the org's own domain, such as https://acme.my.salesforce.com",
    username: "Set the name of the user whom the app acts for, such as fieldwork@acme.com",
    changeEvents: "Write true where Change Data Capture is switched on in the org, or leave it out",
    bulkWritesFrom:
      "Write from how many waiting answers on backfills are written by jobs of the Bulk API 2.0, such as 2000, or leave it out",
    pubsubAddress: "Leave it out, or set api.pubsub.salesforce.com:7443",
    apiVersion: 'Leave it out, or set a version such as "64.0"',
  },
  secrets: {
    clientId: {
      variable: "SALESFORCE_CLIENT_ID",
      about: "The client id of a Salesforce connected app",
    },
  },
  optionalSecrets: {
    clientSecret: {
      variable: "SALESFORCE_CLIENT_SECRET",
      about: "The client secret of a Salesforce connected app",
    },
    privateKey: {
      variable: "SALESFORCE_PRIVATE_KEY",
      about: "The private key, in PEM, of the certificate of a Salesforce connected app",
    },
    refreshToken: {
      variable: "SALESFORCE_REFRESH_TOKEN",
      about: "The first refresh token of a Salesforce connected app",
    },
  },
  problemsOf: salesforceKeyProblems,
  windows: salesforceWindows,
  mapping: salesforceMapping,
  outputName: salesforceName,
  createAdapter: ({ vendor: _, limits, name, ...settings }, deps) => {
    const { clientSecret, privateKey, refreshToken, username, ...others } = settings;
    const grant = salesforceGrant({ clientSecret, privateKey, refreshToken, username });
    const windows = limits ?? salesforceWindows;
    return createSalesforceAdapter({ ...deps, ...others, grant, windows, connection: name });
  },
  standIn: {
    connect: ({ vendor, name, apiVersion, writes }, loginUrl) => ({
      ...{ vendor, name, apiVersion, writes, loginUrl },
      ...{ clientId: "stand-in", clientSecret: "stand-in" },
    }),
    account: salesforceStandIn,
  },
  canonicalId: salesforceId,
});
