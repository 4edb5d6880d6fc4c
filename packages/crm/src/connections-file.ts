import type { ConfigProblem } from "@fieldwork/runtime";
import { configError } from "@fieldwork/runtime";
import { z } from "zod";
import { jsonOrUndefined } from "./json.ts";
import { type Connection, vendorOf, vendors } from "./vendors.ts";

const connectionName = z
  .string("is missing")
  .regex(/^[a-z0-9][a-z0-9-]*$/, "is no name of lower-case letters, digits and hyphens");
const secret = z.string("is no text").min(1, "is empty").optional();

const vendorName = z.enum(vendors.map(({ name }) => name));

export type FindSecret = (name: string) => string | undefined;

/**
 * The connections in the text of a JSON file: a list, or an object whose `connections` is one. A secret
 * stands there itself or, under `…Env`, as the name of the variable that holds it.
 *
 * @throws AppError `config_invalid`, naming every problem at once, and no secret.
 */
export function loadConnections(text: string, findSecret: FindSecret): Connection[] {
  const read = listOf(text).map((entry, index) => readEntry(entry, index, findSecret));
  const connections = read.flatMap(({ connection }) => connection ?? []);
  const problems = [...read.flatMap((one) => one.problems), ...repeatedNames(connections)];
  if (problems.length > 0) throw configError(problems);
  return connections;
}

function listOf(text: string): unknown[] {
  const what = "the connections file";
  const [{ name, secrets }] = vendors;
  const remedy = `Write a list such as [{"name": …, "vendor": "${name}", "${secrets[0]}Env": …}]`;
  const value = jsonOrUndefined(text);
  if (value === undefined) throw configError([{ what, problem: "is no JSON", remedy }]);
  const wrapped = z.object({ connections: z.array(z.unknown()) }).safeParse(value);
  const list = wrapped.success ? wrapped.data.connections : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw configError([{ what, problem: "names no connection", remedy }]);
  }
  return list;
}

interface ReadEntry {
  connection?: Connection;
  problems: ConfigProblem[];
}

function readEntry(entry: unknown, index: number, findSecret: FindSecret): ReadEntry {
  const label = labelOf(entry, index);
  const named = z.object({ vendor: vendorName }).safeParse(entry);
  if (!named.success) {
    const known = vendorName.options.join(", ");
    const problem = `is none of ${known}`;
    return { problems: [{ what: `${label}.vendor`, problem, remedy: `Set one of ${known}` }] };
  }
  const { settings, secrets, remedies } = vendorOf(named.data.vendor);
  const keys = secrets.flatMap((key) => [key, `${key}Env`]);
  const parsed = z
    .strictObject({
      name: connectionName,
      vendor: vendorName,
      ...settings,
      ...Object.fromEntries(keys.map((key) => [key, secret])),
    })
    .safeParse(entry);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => toProblem(issue, { label, remedies }));
    return { problems };
  }
  const said: Readonly<Record<string, string | undefined>> = parsed.data;
  const found = secrets.map((key) => {
    const given = { value: said[key], variable: said[`${key}Env`] };
    return [key, secretOf(given, findSecret)] as const;
  });
  const plain = Object.fromEntries(Object.entries(said).filter(([key]) => !keys.includes(key)));
  return {
    // The schema is made of the vendor's own settings, so this is what its adapter takes.
    connection: { ...plain, ...Object.fromEntries(found) } as unknown as Connection,
    problems: found.flatMap(([key, one]) =>
      typeof one === "string" ? [] : { what: `${label}.${key}`, ...one },
    ),
  };
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

function toProblem(
  issue: z.core.$ZodIssue,
  { label, remedies }: { label: string; remedies: Readonly<Record<string, string | undefined>> },
): ConfigProblem {
  const key = issue.path.map(String).join(".");
  const remedy = key === "name" ? "Give it a name such as acme-sales" : remedies[key];
  return { what: key === "" ? label : `${label}.${key}`, problem: issue.message, remedy };
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
