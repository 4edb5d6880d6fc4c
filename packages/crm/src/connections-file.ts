import {
  atPlace,
  configError,
  type FileProblem,
  type ProblemAtPath,
  type ReadYaml,
  readYaml,
  toConfigProblem,
  variableName,
} from "@fieldwork/runtime";
import { z } from "zod";
import { limitsSetting } from "./connection-limits.ts";
import {
  historySetting,
  quotaFloorSetting,
  type SecretVariable,
  sharingSetting,
  writesSetting,
} from "./crm-vendor.ts";
import { type Connection, vendorOf, vendors } from "./vendors.ts";

const connectionName = z
  .string("is missing")
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must consist of lower-case letters, digits and hyphens");

const vendorName = z.enum(vendors.map(({ name }) => name));

/**
 * A connection to a vendor as it is written; secrets are given as the names of the variables that hold
 * them.
 */
function entryOf(vendor: Vendor) {
  const { name, settings, secrets, optionalSecrets } = vendorOf(vendor);
  return z.strictObject({
    name: connectionName,
    vendor: z.literal(name),
    limits: limitsSetting,
    history: historySetting,
    quotaFloorPercent: quotaFloorSetting,
    sharing: sharingSetting,
    writes: writesSetting,
    ...settings,
    ...Object.fromEntries(Object.keys(secrets).map((key) => [`${key}Env`, variableName])),
    ...Object.fromEntries(
      Object.keys(optionalSecrets).map((key) => [`${key}Env`, variableName.optional()]),
    ),
  });
}

type Vendor = z.infer<typeof vendorName>;

const anyEntry = z.union(vendorName.options.map(entryOf));

/** `connections.yaml`, for editors. */
export const connectionsFile = z.strictObject({ connections: z.array(anyEntry).min(1) });

export type FindSecret = (name: string) => string | undefined;

export interface ConnectionsText {
  text: string;
  /** As messages name it. */
  file: string;
}

/**
 * The connections in the text of a YAML or JSON file: under `connections`, or just the list. It never
 * contains a secret: the variable is named under `…Env`.
 *
 * @throws AppError `config_invalid`, naming every problem by its position, and no secret.
 */
export function loadConnections(given: ConnectionsText, findSecret: FindSecret): Connection[] {
  const { file } = given;
  const { content, placeOf, problems } = readYaml(given.text, {
    ...{ file, schema: z.unknown(), hidesValues: true },
  });
  if (problems.length > 0) throw configError(problems.map(toConfigProblem));
  const { path, list } = listIn(content);
  if (list === undefined || list.length === 0) throw namesNone(file);
  const read = list.map((entry, index) => readEntry(entry, { path: [...path, index], findSecret }));
  const found = [...read.flatMap((one) => one.problems), ...repeatedNames(read, path)];
  if (found.length > 0) {
    throw configError(found.map((one) => labelled(one, content, { file, placeOf })));
  }
  return read.flatMap(({ connection }) => connection ?? []);
}

function listIn(content: unknown): { path: string[]; list: unknown[] | undefined } {
  if (Array.isArray(content)) return { path: [], list: content };
  const wrapped = z.object({ connections: z.array(z.unknown()) }).safeParse(content);
  return { path: ["connections"], list: wrapped.data?.connections };
}

function namesNone(file: string) {
  const [{ name, secrets, optionalSecrets }] = vendors;
  const [secret] = Object.keys({ ...secrets, ...optionalSecrets });
  const example = `{name: …, vendor: ${name}, ${secret}Env: …}`;
  const remedy = `Write connections: and under it a list such as - ${example}`;
  return configError([{ what: file, problem: "lists no connection", remedy }]);
}

interface ReadEntry {
  name: unknown;
  connection?: Connection;
  problems: ProblemAtPath[];
}

function readEntry(
  entry: unknown,
  { path, findSecret }: { path: PropertyKey[]; findSecret: FindSecret },
): ReadEntry {
  const said: Readonly<Record<string, unknown>> = Object(entry);
  const { name } = said;
  const vendor = vendorName.safeParse(said.vendor);
  if (!vendor.success) {
    const known = vendorName.options.join(", ");
    const problem = `is not one of ${known}`;
    return {
      name,
      problems: [{ path: [...path, "vendor"], problem, remedy: `Set one of ${known}` }],
    };
  }
  const secrets = Object.keys(allSecretsOf(vendor.data));
  const literal = secrets.filter((key) => key in said);
  const plain = Object.fromEntries(
    Object.entries(said).filter(([key]) => !literal.some((secret) => secret === key)),
  );
  const parsed = entryOf(vendor.data).safeParse(plain);
  const secretValues = secrets.map((key) => secretOf(key, said, findSecret));
  const problems = [
    ...(parsed.error?.issues ?? [])
      // A secret that is written there has a message of its own that says more.
      .filter(({ path: [key] }) => !literal.some((secret) => `${secret}Env` === key))
      .flatMap((issue) => toProblems(issue, vendor.data)),
    ...secretValues.flatMap(({ problem }) => problem ?? []),
    ...togetherWrong(vendor.data, said),
  ].map((one) => ({ ...one, path: [...path, ...one.path] }));
  if (parsed.data === undefined || problems.length > 0) return { name, problems };
  const settings = Object.entries(parsed.data).filter(([key]) => !key.endsWith("Env"));
  const values = secretValues.map(({ key, value }) => [key, value]);
  // The schema is built from the vendor's own settings, so this is what its adapter accepts.
  const connection = Object.fromEntries([...settings, ...values]) as unknown as Connection;
  return { name, connection, problems: [] };
}

function allSecretsOf(vendor: Vendor): Readonly<Record<string, SecretVariable>> {
  const { secrets, optionalSecrets } = vendorOf(vendor);
  return { ...secrets, ...optionalSecrets };
}

/** Nothing is said of keys together where a secret stands among them, which has to go first. */
function togetherWrong(vendor: Vendor, said: Readonly<Record<string, unknown>>): ProblemAtPath[] {
  const secrets = Object.keys(allSecretsOf(vendor));
  if (secrets.some((secret) => secret in said)) return [];
  const wrong = vendorOf(vendor).problemsOf?.(new Set(Object.keys(said))) ?? [];
  return wrong.map(({ key, problem, remedy }) => ({ path: [key], problem, remedy }));
}

interface FoundSecret {
  key: string;
  value?: string;
  problem?: ProblemAtPath;
}

function secretOf(
  key: string,
  said: Readonly<Record<string, unknown>>,
  findSecret: FindSecret,
): FoundSecret {
  const named = `${key}Env`;
  if (key in said) {
    const problem = "is a secret, which must not be written in the file";
    const remedy = `Put it into a variable or a file in FIELDWORK_SECRETS_DIR, and name that under ${named}`;
    return { key, problem: { path: [key], problem, remedy } };
  }
  const variable = variableName.safeParse(said[named]).data;
  if (variable === undefined) return { key };
  const value = findSecret(variable);
  if (value) return { key, value };
  const problem = `the variable ${variable} is not set`;
  return { key, problem: { path: [named], problem, remedy: `Set ${variable}` } };
}

/** What to do about a wrong key of a connection. */
function remedyFor(key: string, vendor: Vendor): string {
  if (key === "name") return "Give it a name such as acme-sales";
  if (key === "limits")
    return "Write a list of windows, such as - { kind: rate, unit: requests, per: second, limit: 10 }";
  if (key === "quotaFloorPercent")
    return "Write a whole number from 0 to 95; without it, 20 % of the CRM's day are left to others";
  if (key === "sharing")
    return "Write the name of a group, the same for each of its connections; without it, answers are shared with none";
  if (key === "writes") return "Write fast, or guarded; without it, they are fast";
  if (key === "history") return "Write read-only, or enrich; without it, history is only read";
  const variable = allSecretsOf(vendor)[key.replace(/Env$/, "")]?.variable;
  const { remedies } = vendorOf(vendor);
  return remedies[key] ?? `Name the variable that holds it, such as ${variable}`;
}

function toProblems(issue: z.core.$ZodIssue, vendor: Vendor): ProblemAtPath[] {
  if (issue.code === "unrecognized_keys") {
    const remedy = "Remove it, or correct its spelling";
    return issue.keys.map((key) => ({ path: [key], problem: "there is no such key", remedy }));
  }
  const { path, message: problem } = issue;
  const [key = ""] = path.map(String);
  return [{ path, problem, remedy: remedyFor(key, vendor) }];
}

function repeatedNames(read: readonly ReadEntry[], path: readonly PropertyKey[]): ProblemAtPath[] {
  const names = read.map(({ name }) => name);
  return names.flatMap((name, index) =>
    name === undefined || names.indexOf(name) === index
      ? []
      : {
          path: [...path, index, "name"],
          problem: "is the name of several connections",
          remedy: "Give each its own name",
        },
  );
}

/** A problem with the connection's name in place of its number, if it has a valid one. */
function labelled(
  one: ProblemAtPath,
  content: unknown,
  where: { file: string; placeOf: ReadYaml<unknown>["placeOf"] },
) {
  const placed: FileProblem = atPlace(one, where);
  const depth = Array.isArray(content) ? 1 : 2;
  const entry = one.path.slice(0, depth).reduce<unknown>((node, key) => Object(node)[key], content);
  const number = Number(one.path[depth - 1]) + 1;
  const name = connectionName.safeParse(Object(entry).name).data ?? `connection ${number}`;
  const label = [name, ...one.path.slice(depth).map(String)].join(".");
  return toConfigProblem({ ...placed, problem: `${label}: ${one.problem}` });
}
