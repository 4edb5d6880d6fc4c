import type { ProblemAtPath } from "@fieldwork/runtime";
import type { CommonEntry } from "./provider-entry.ts";

/** Of a header or a part of a URL's query. */
const secretName = /auth|key|token|secret|cookie|password|credential|^(code|sig|signature)$/i;
/** In a body, other things are called key or token as well, such as `prompt_cache_key`. */
const bodySecretName =
  /^(token|auth)$|(api|access|secret|private|auth|subscription)[-_]?key$|(access|api|auth|bearer|id|refresh)[-_]?token$|secret$|password$|authorization$|credentials?$/i;
const secretValue =
  /^(bearer|basic) |^(sk|pat|gh[opsu]|github_pat|xox[a-z]|hf|gsk|glpat)[-_]|^AIza|^AKIA|^eyJ[\w-]+\./i;

type Entry = Pick<CommonEntry, "baseUrl" | "deployments" | "extraBody" | "extraHeaders">;

/** Secrets that are written in an entry of `models.yaml`, as far as their names or forms show them. Pure. */
export function literalSecrets(entry: Entry): ProblemAtPath[] {
  const { baseUrl, deployments = [], extraBody = {}, extraHeaders = {} } = entry;
  return [
    ...inQuery(baseUrl, ["baseUrl"]),
    ...deployments.flatMap((one, at) => inQuery(one.baseUrl, ["deployments", at, "baseUrl"])),
    ...Object.entries(extraBody).flatMap(([name, value]) => inBody(value, ["extraBody", name])),
    ...inHeaders(extraHeaders),
  ];
}

const problem = "is a secret, which must not be written in the file";
const asVariable = "into a variable or a file in FIELDWORK_SECRETS_DIR";
const asHeader = `Put it ${asVariable}, and name that in keyEnv, or in extraHeaders as { env: ITS_NAME }`;

function inHeaders(headers: NonNullable<Entry["extraHeaders"]>): ProblemAtPath[] {
  const remedy = `Put it ${asVariable}, and write { env: ITS_NAME }`;
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" && (secretName.test(name) || secretValue.test(value))
      ? [{ path: ["extraHeaders", name], problem, remedy }]
      : [],
  );
}

function inQuery(url: string | undefined, path: PropertyKey[]): ProblemAtPath[] {
  const query = url === undefined ? undefined : URL.parse(url)?.searchParams;
  const isSecret = [...(query ?? [])].some(
    ([name, value]) => secretName.test(name) || secretValue.test(value),
  );
  if (!isSecret) return [];
  const inIt = "contains a secret in its query, which must not be written in the file";
  return [{ path, problem: inIt, remedy: asHeader }];
}

/** The innermost key counts, at whatever depth. */
function inBody(value: unknown, path: readonly PropertyKey[]): ProblemAtPath[] {
  if (typeof value === "string") {
    const name = path.findLast((step) => typeof step === "string") ?? "";
    const isSecret = bodySecretName.test(String(name)) || secretValue.test(value);
    return isSecret ? [{ path, problem, remedy: asHeader }] : [];
  }
  if (value === null || typeof value !== "object") return [];
  const steps: [PropertyKey, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return steps.flatMap(([step, inner]) => inBody(inner, [...path, step]));
}
