import type { ConfigProblem } from "@fieldwork/runtime";
import { configError } from "@fieldwork/runtime";
import { z } from "zod";
import { isLoopback } from "./http-sender.ts";
import { jsonOrUndefined } from "./json.ts";

/** An account of a CRM, with its secrets in place. */
export type Connection =
  | {
      vendor: "hubspot";
      name: string;
      accessToken: string;
      baseUrl?: string | undefined;
    }
  | {
      vendor: "salesforce";
      name: string;
      loginUrl: string;
      clientId: string;
      clientSecret: string;
      apiVersion?: string | undefined;
    };

const connectionName = z
  .string("is missing")
  .regex(/^[a-z0-9][a-z0-9-]*$/, "is no name of lower-case letters, digits and hyphens");
const address = z
  .url("is no URL")
  .refine(isSafe, "sends secrets in the clear: it has to begin with https://")
  .transform((url) => url.replace(/\/+$/, ""));
const secret = z.string("is no text").min(1, "is empty").optional();

const hubspotEntry = z.strictObject({
  name: connectionName,
  vendor: z.literal("hubspot"),
  accessToken: secret,
  accessTokenEnv: secret,
  baseUrl: address.optional(),
});
const salesforceEntry = z.strictObject({
  name: connectionName,
  vendor: z.literal("salesforce"),
  loginUrl: address,
  clientId: secret,
  clientIdEnv: secret,
  clientSecret: secret,
  clientSecretEnv: secret,
  apiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/, "is no API version")
    .optional(),
});
const entry = z.discriminatedUnion("vendor", [hubspotEntry, salesforceEntry]);

const remedies: Readonly<Record<string, string>> = {
  name: "Give it a name such as acme-hubspot",
  vendor: "Set hubspot or salesforce",
  loginUrl: "Set the org's own domain, such as https://acme.my.salesforce.com",
  baseUrl: "Leave it out, or set https://api.hubapi.com",
  apiVersion: 'Leave it out, or set a version such as "64.0"',
};

export type FindSecret = (name: string) => string | undefined;

/**
 * The connections in the text of a JSON file: a list, or an object whose `connections` is one. A secret
 * stands there itself or, under `…Env`, as the name of the variable that holds it.
 *
 * @throws AppError `config_invalid`, naming every problem at once, and no secret.
 */
export function loadConnections(text: string, findSecret: FindSecret): Connection[] {
  const problems: ConfigProblem[] = [];
  const connections = listOf(text).flatMap((one, index) => {
    const parsed = entry.safeParse(one);
    if (parsed.success) return resolve(parsed.data, findSecret, problems);
    problems.push(...parsed.error.issues.map((issue) => toProblem(issue, labelOf(one, index))));
    return [];
  });
  problems.push(...repeatedNames(connections));
  if (problems.length > 0) throw configError(problems);
  return connections;
}

function listOf(text: string): unknown[] {
  const what = "the connections file";
  const remedy = 'Write a list such as [{"name": …, "vendor": "hubspot", "accessTokenEnv": …}]';
  const value = jsonOrUndefined(text);
  if (value === undefined) throw configError([{ what, problem: "is no JSON", remedy }]);
  const wrapped = z.object({ connections: z.array(z.unknown()) }).safeParse(value);
  const list = wrapped.success ? wrapped.data.connections : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw configError([{ what, problem: "names no connection", remedy }]);
  }
  return list;
}

function resolve(
  parsed: z.infer<typeof entry>,
  findSecret: FindSecret,
  problems: ConfigProblem[],
): Connection[] {
  const take = (key: string, given: Given): string => {
    const found = secretOf(given, findSecret);
    if (typeof found === "string") return found;
    problems.push({ what: `${parsed.name}.${key}`, ...found });
    return "";
  };
  const { name } = parsed;
  if (parsed.vendor === "hubspot") {
    const { vendor, baseUrl } = parsed;
    const accessToken = take("accessToken", {
      value: parsed.accessToken,
      variable: parsed.accessTokenEnv,
    });
    return [{ vendor, name, accessToken, baseUrl }];
  }
  const { vendor, loginUrl, apiVersion } = parsed;
  const clientId = take("clientId", { value: parsed.clientId, variable: parsed.clientIdEnv });
  const clientSecret = take("clientSecret", {
    value: parsed.clientSecret,
    variable: parsed.clientSecretEnv,
  });
  return [{ vendor, name, loginUrl, clientId, clientSecret, apiVersion }];
}

interface Given {
  value: string | undefined;
  variable: string | undefined;
}

function secretOf(
  { value, variable }: Given,
  findSecret: FindSecret,
): string | Omit<ConfigProblem, "what"> {
  if (value !== undefined && variable !== undefined) {
    return { problem: "is given twice", remedy: "Keep either the value or the …Env name" };
  }
  if (value !== undefined) return value;
  if (variable === undefined) {
    return { problem: "is missing", remedy: "Name the variable that holds it under …Env" };
  }
  const found = findSecret(variable);
  return found
    ? found
    : { problem: `the variable ${variable} is not set`, remedy: `Set ${variable}` };
}

function toProblem(issue: z.core.$ZodIssue, label: string): ConfigProblem {
  const key = issue.path.map(String).join(".");
  const isVendor = issue.code === "invalid_union";
  const problem = isVendor ? "is neither hubspot nor salesforce" : issue.message;
  const remedy = remedies[key];
  return { what: key === "" ? label : `${label}.${key}`, problem, remedy };
}

function labelOf(value: unknown, index: number): string {
  const named = z.object({ name: connectionName }).safeParse(value);
  return named.success ? named.data.name : `connection ${index + 1}`;
}

function repeatedNames(connections: readonly Connection[]): ConfigProblem[] {
  const names = connections.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    what: name,
    problem: "is the name of several connections",
    remedy: "Give each a name of its own",
  }));
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}
