import { budgetEntries } from "@fieldwork/budget";
import {
  atPlace,
  type ConfigProblem,
  type ConfigText,
  configError,
  type Environment,
  type ProblemAtPath,
  readYaml,
  toConfigProblem,
} from "@fieldwork/runtime";
import { z } from "zod";
import { literalSecrets } from "./literal-secrets.ts";
import {
  type CommonEntry,
  commonEntry,
  type Deployment,
  type ProviderEntry,
} from "./provider-entry.ts";
import type { EntryForm } from "./provider-kind.ts";

/** A kind of provider, as far as an entry is concerned. */
export interface EntryKind {
  readonly name: string;
  readonly entry: Pick<EntryForm, "options" | "ownBodyKeys" | "modes">;
}

/** An entry as its kind takes it: with the kind's own options in addition to the common ones. */
export type KindEntry = ProviderEntry & Readonly<Record<string, unknown>>;

/** The models to ask in place of each enrichment's own route. */
const routeOfAll = z
  .array(z.string().regex(/^[a-z0-9-]+\/\S+$/, "is not written as provider/model"))
  .min(1)
  .optional();

/**
 * `models.yaml`, for editors: the providers that routes may name, a route that replaces all others, and
 * budgets.
 */
export function modelsFile(kinds: readonly EntryKind[]) {
  const entries = kinds.map((kind) => entryOf(kind));
  return z.strictObject({
    route: routeOfAll,
    budgets: budgetEntries.optional(),
    providers: z.array(z.union(entries)).min(1),
  });
}

type Said = CommonEntry & Readonly<Record<string, unknown>>;

function entryOf({ name, entry: { options } }: EntryKind): z.ZodType<Said> {
  const schema = commonEntry.extend({ kind: z.literal(name), ...options });
  // Each kind reads what it adds with its own schema.
  return schema as unknown as z.ZodType<Said>;
}

export interface EntryContext<Kind extends EntryKind> {
  /** The variables, some of which contain secrets. */
  environment: Environment;
  kinds: readonly Kind[];
}

export interface ReadEntry<Kind extends EntryKind = EntryKind> {
  kind: Kind;
  entry: KindEntry;
}

/**
 * The entries in the text of a `models.yaml`, with their secrets filled in.
 *
 * @throws AppError `config_invalid`, naming every problem by its position, and no secret.
 */
export function loadModelsFile<Kind extends EntryKind>(
  given: ConfigText,
  { environment, kinds }: EntryContext<Kind>,
): ReadEntry<Kind>[] {
  const { file } = given;
  const form = { file, schema: z.unknown(), hidesValues: true };
  const { content, placeOf, problems } = readYaml(given.text, form);
  if (problems.length > 0) throw configError(problems.map(toConfigProblem));
  const outer = outerForm.safeParse(content);
  if (!outer.success)
    throw configError(outer.error.issues.flatMap((one) => outerProblem(one, { file, placeOf })));
  const read = outer.data.providers.map((said) => readEntry(said, { environment, kinds }));
  const found = [
    ...read.flatMap((one, index) => one.problems.map((each) => below(index, each))),
    ...repeatedNames(read),
  ];
  if (found.length > 0) {
    throw configError(found.map((one) => toConfigProblem(atPlace(one, { file, placeOf }))));
  }
  return read.flatMap(({ kind, entry }) => (kind && entry ? [{ kind, entry }] : []));
}

const outerForm = z.strictObject({
  route: routeOfAll,
  /** Read by whoever sets them. */
  budgets: z.unknown().optional(),
  providers: z.array(z.unknown()).min(1),
});

function outerProblem(issue: z.core.$ZodIssue, at: Parameters<typeof atPlace>[1]): ConfigProblem[] {
  const { path } = issue;
  const { file } = at;
  if (issue.code === "unrecognized_keys") {
    return complaintOf(issue).map((one) => toConfigProblem(atPlace(one, at)));
  }
  if (path[0] === "route") {
    const remedy = "Write route: [provider/model, …], or leave it out";
    return [{ what: file, problem: "has an invalid route", remedy }];
  }
  const remedy = "Write providers: and under it a list such as - {name: …, kind: …}";
  return [{ what: file, problem: "lists no provider", remedy }];
}

function below(index: number, one: ProblemAtPath): ProblemAtPath {
  return { ...one, path: ["providers", index, ...one.path] };
}

interface TriedEntry<Kind extends EntryKind> extends Partial<ReadEntry<Kind>> {
  name: unknown;
  problems: ProblemAtPath[];
}

function readEntry<Kind extends EntryKind>(
  said: unknown,
  { environment, kinds }: EntryContext<Kind>,
): TriedEntry<Kind> {
  const { name, kind: named }: Readonly<Record<string, unknown>> = Object(said);
  const kind = kinds.find((one) => one.name === named);
  if (kind === undefined) {
    const known = kinds.map((one) => one.name).join(", ");
    const problem = `is not one of ${known}`;
    return { name, problems: [{ path: ["kind"], problem, remedy: `Write one of ${known}` }] };
  }
  const parsed = entryOf(kind).safeParse(said);
  if (parsed.data === undefined) {
    return { name, problems: (parsed.error?.issues ?? []).flatMap(complaintOf) };
  }
  const secrets = findSecrets(parsed.data, environment);
  const problems = [
    ...secrets.problems,
    ...literalSecrets(parsed.data),
    ...deploymentProblems(parsed.data),
    ...modeProblems(parsed.data, kind),
    ...Object.keys(parsed.data.extraBody ?? {})
      .filter((key) => kind.entry.ownBodyKeys.includes(key))
      .map((key) => ({
        path: ["extraBody", key],
        problem: "is set by Fieldwork alone: limits, checks and money depend on it",
        remedy: "Leave it out",
      })),
  ];
  const { deployments, extraHeaders } = secrets;
  return { name, kind, entry: { ...parsed.data, deployments, extraHeaders }, problems };
}

function complaintOf(issue: z.core.$ZodIssue): ProblemAtPath[] {
  if (issue.code === "unrecognized_keys") {
    const remedy = "Remove it, or correct its spelling";
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      problem: "there is no such key",
      remedy,
    }));
  }
  const problem = issue.code === "invalid_union" ? "has the wrong form" : issue.message;
  return [{ path: issue.path, problem, remedy: "config.example/models.yaml shows the form" }];
}

interface Secrets {
  deployments: Deployment[];
  extraHeaders: Record<string, string>;
  problems: ProblemAtPath[];
}

function findSecrets(
  { baseUrl, keyEnv, deployments, extraHeaders = {} }: CommonEntry,
  environment: Environment,
): Secrets {
  const problems: ProblemAtPath[] = [];
  const find = (variable: string | undefined, path: PropertyKey[]): string | undefined => {
    if (variable === undefined) return undefined;
    const value = environment[variable] || undefined;
    const problem = `the variable ${variable} is not set`;
    if (value === undefined) problems.push({ path, problem, remedy: `Set ${variable}` });
    return value;
  };
  const headers = Object.entries(extraHeaders).map(([name, value]) => [
    name,
    typeof value === "string" ? value : (find(value.env, ["extraHeaders", name, "env"]) ?? ""),
  ]);
  const ways = deployments?.map((one, index) => ({
    baseUrl: one.baseUrl ?? baseUrl,
    apiKey: find(one.keyEnv ?? keyEnv, ["deployments", index, "keyEnv"]),
    ...(one.weight !== undefined && { weight: one.weight }),
  }));
  return {
    deployments: ways ?? [{ baseUrl, apiKey: find(keyEnv, ["keyEnv"]) }],
    extraHeaders: Object.fromEntries(headers),
    problems,
  };
}

function deploymentProblems({
  keyEnv,
  deployments,
}: Pick<CommonEntry, "keyEnv" | "deployments">): ProblemAtPath[] {
  if (keyEnv === undefined || deployments === undefined) return [];
  if (deployments.some((one) => one.keyEnv === undefined)) return [];
  const problem = "is used by no deployment: each names its own key";
  return [{ path: ["keyEnv"], problem, remedy: "Remove it" }];
}

/** What a vendor does not offer is refused here, and not with the first record. */
function modeProblems(
  { mode, models = [] }: Pick<CommonEntry, "mode" | "models">,
  { name, entry: { modes } }: EntryKind,
): ProblemAtPath[] {
  const said = [
    { path: ["mode"], mode },
    ...models.map((one, index) => ({ path: ["models", index, "mode"], mode: one.mode })),
  ];
  return said.flatMap((one) =>
    one.mode === undefined || modes.includes(one.mode)
      ? []
      : [
          {
            path: one.path,
            problem: `${name} has no such mode`,
            remedy: `Write one of ${modes.join(", ")}, or leave it out`,
          },
        ],
  );
}

function repeatedNames(read: readonly { name: unknown }[]): ProblemAtPath[] {
  const names = read.map(({ name }) => name);
  return names.flatMap((name, index) =>
    name === undefined || names.indexOf(name) === index
      ? []
      : {
          path: ["providers", index, "name"],
          problem: "is the name of several providers",
          remedy: "Give each its own name; several keys of one provider are its deployments",
        },
  );
}
