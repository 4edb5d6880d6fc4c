import { z } from "zod";
import { addressSetting, defineVendor, type KeyProblem } from "../crm-vendor.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";
import { hubspotApiVersions } from "./hubspot-apis.ts";
import { hubspotWindows } from "./hubspot-limits.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";
import { hubspotStandIn } from "./hubspot-stand-in.ts";

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
  secrets: {},
  optionalSecrets: {
    accessToken: {
      variable: "HUBSPOT_TOKEN",
      about: "The access token of a HubSpot private app",
    },
    clientSecret: {
      variable: "HUBSPOT_CLIENT_SECRET",
      about: "The client secret of a HubSpot app: of a public one, or one whose webhooks call us",
    },
    clientId: {
      variable: "HUBSPOT_CLIENT_ID",
      about: "The client id of a HubSpot public app",
    },
    refreshToken: {
      variable: "HUBSPOT_REFRESH_TOKEN",
      about: "The first refresh token of a HubSpot public app",
    },
  },
  problemsOf: hubspotKeyProblems,
  windows: hubspotWindows,
  mapping: hubspotMapping,
  outputName: (field) => field,
  createAdapter({ vendor: _, limits, name, clientId, refreshToken, ...settings }, deps) {
    const { clientSecret } = settings;
    const oauth =
      clientId !== undefined && refreshToken !== undefined && clientSecret !== undefined
        ? { clientId, clientSecret, refreshToken }
        : undefined;
    const windows = limits ?? hubspotWindows;
    return createHubspotAdapter({ ...deps, ...settings, oauth, windows, connection: name });
  },
  standIn: {
    connect: ({ vendor, name, apiVersion, writes }, baseUrl) => ({
      ...{ vendor, name, apiVersion, writes, baseUrl, accessToken: "stand-in" },
    }),
    account: hubspotStandIn,
  },
});

/** A private app's token, or all that a public app logs in with. Pure. */
function hubspotKeyProblems(keys: ReadonlySet<string>): KeyProblem[] {
  const ofPublicApp = ["refreshTokenEnv", "clientIdEnv", "clientSecretEnv"];
  const isPublic = keys.has("refreshTokenEnv") || keys.has("clientIdEnv");
  if (!isPublic) {
    const remedy =
      "Name the variable that holds a private app's token, such as HUBSPOT_TOKEN; or name refreshTokenEnv, clientIdEnv and clientSecretEnv of a public app";
    return keys.has("accessTokenEnv")
      ? []
      : [{ key: "accessTokenEnv", problem: "is missing", remedy }];
  }
  if (keys.has("accessTokenEnv")) {
    const problem = "is a second way to log in, beside refreshTokenEnv";
    return [{ key: "accessTokenEnv", problem, remedy: "Keep one of the two" }];
  }
  const remedy = `A public app needs ${ofPublicApp.join(", ")}`;
  return ofPublicApp
    .filter((key) => !keys.has(key))
    .map((key) => ({ key, problem: "is missing", remedy }));
}
