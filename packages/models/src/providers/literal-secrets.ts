import type { ProblemAtPath } from "@fieldwork/runtime";
import type { CommonEntry } from "./provider-entry.ts";

/** Of a header or a part of a URL's query; whole words of its name, in lower case and joined by `-`. */
const secretName =
  /(^|-)(o?auth|(x?api|access|auth|secret|private|subscription)?key|(access|api|auth|id|refresh)?token|(client)?secret|authorization|authentication|cookie|password|credentials?)(-|$)|^(code|sig|signature)$/;
/** In a body, other things are called key or token as well, such as `prompt_cache_key`. */
const bodySecretName =
  /^(token|auth)$|(^|-)((api|access|secret|private|auth|subscription)-?key|(access|api|auth|bearer|id|refresh)-?token|(client)?secret|password|authorization|credentials?)$/;
const bearerValue = /^(bearer|basic) \S{8,}$/i;
const secretValue =
  /^(sk|pat|gh[opsu]|github_pat|xox[a-z]|hf|gsk|glpat)[-_][\w-]{16,}|^(AIza|AKIA)[\w-]{16,}|^eyJ[\w-]{10,}\./;

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
    typeof value === "string" && (secretName.test(wordsOf(name)) || isSecretValue(value))
      ? [{ path: ["extraHeaders", name], problem, remedy }]
      : [],
  );
}

function inQuery(url: string | undefined, path: PropertyKey[]): ProblemAtPath[] {
  const query = url === undefined ? undefined : URL.parse(url)?.searchParams;
  const isSecret = [...(query ?? [])].some(
    ([name, value]) => secretName.test(wordsOf(name)) || isSecretValue(value),
  );
  if (!isSecret) return [];
  const inIt = "contains a secret in its query, which must not be written in the file";
  return [{ path, problem: inIt, remedy: asHeader }];
}

/** The innermost key counts, at whatever depth. */
function inBody(value: unknown, path: readonly PropertyKey[]): ProblemAtPath[] {
  if (typeof value === "string") {
    const name = path.findLast((step) => typeof step === "string") ?? "";
    const isSecret = bodySecretName.test(wordsOf(String(name))) || isSecretValue(value);
    return isSecret ? [{ path, problem, remedy: asHeader }] : [];
  }
  if (value === null || typeof value !== "object") return [];
  const steps: [PropertyKey, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return steps.flatMap(([step, inner]) => inBody(inner, [...path, step]));
}

function isSecretValue(value: string): boolean {
  return bearerValue.test(value) || secretValue.test(value);
}

/** `X-APIKey` and `x_api_key` are both `x-api-key`. */
function wordsOf(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  return words.join("-").toLowerCase();
}
