import { catalogSetting, routeSetting } from "@fieldwork/enrichments";
import {
  backendSettings,
  checkoutSettings,
  count,
  processSettings,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";
import { noticeConfig } from "./notices/open-notices.ts";
import { prepareConfig, releaseConfig } from "./prepare.ts";

const sheetConfig = {
  SHEET_HOURS: setting(count.max(168).default(24), {
    about:
      "How long a sheet holds, so that its backfill may be started; its order may say otherwise",
    set: "a whole number from 1 to 168",
  }),
};

/** The settings of the commands that use the store, and of a release. */
export const cliConfig = z.object({
  ...checkoutSettings,
  ...releaseConfig.shape,
  ...sheetConfig,
  FIELDWORK_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    about: "The API that commands ask; unless set, that of the line that runs in this checkout",
    set: "a URL, such as https://fieldwork.example",
  }),
  FIELDWORK_TOKEN: setting(z.string().min(1).optional(), {
    about: "Proves to that API who asks; npx fieldwork tokens create makes one",
    set: "a token",
    secret: true,
  }),
  FIELDWORK_TOKEN_FILE: setting(z.string().min(1).optional(), {
    about: "A file with that token, in place of the variable",
    set: "a file",
  }),
});

const hosts = z.string().transform((text) => text.split(/[\s,]+/).filter((one) => one !== ""));

/** The settings of the API, wherever it is served. */
export const apiConfig = z.object({
  API_PORT: setting(z.coerce.number().int().min(0).max(65_535).default(8090), {
    about: "The port on which the API is served",
    set: "a port; 0 picks a free one",
  }),
  API_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    about:
      "Where people reach the API: it decides links, cookies and the host name that is allowed; unless set, this machine alone",
    set: "a URL, such as https://fieldwork.example",
  }),
  ALLOWED_HOSTS: setting(hosts.default([]), {
    about: "Further host names by which people reach the API",
    set: "names, separated by commas",
  }),
  TRUSTED_PROXIES: setting(z.coerce.number().int().min(0).max(10).default(0), {
    about: "How many proxies in front of the API tell where a request comes from",
    set: "a number",
  }),
  REQUESTS_PER_MINUTE: setting(count.default(600), {
    about: "The most requests of one person, or of one address that has not signed in",
  }),
  SESSION_HOURS: setting(count.default(168), {
    about: "How long a session lasts, however often it is used",
  }),
  SESSION_IDLE_HOURS: setting(count.default(24), {
    about: "How long a session lasts that nobody uses",
  }),
  ...sheetConfig,
  ...noticeConfig.shape,
});
export type ApiConfig = z.infer<typeof apiConfig>;

/** The settings of the API in its own process. It takes no secret of a CRM or a model. */
export const apiProcess = z.object({
  ...processSettings.shape,
  ...backendSettings.omit({ KAFKA_SESSION_TIMEOUT_MS: true, KAFKA_BROKERS: true }).shape,
  ...apiConfig.shape,
  ...catalogSetting,
  ...routeSetting,
  API_HOST: setting(z.string().min(1).default("127.0.0.1"), {
    about: "The address on which the API is served",
    set: "an address of this machine",
  }),
  CONSOLE_DIR: setting(z.string().min(1).optional(), {
    about: "The built console, which the API serves too; unless set, there is none",
    set: "a folder that `node services/console/src/build/main.ts <folder>` has filled",
  }),
  KAFKA_RETENTION_DAYS: prepareConfig.shape.KAFKA_RETENTION_DAYS,
});
