const namesOfStops = new Set(["AbortError", "TimeoutError"]);

/** The system's code of a failed exchange, at whatever depth it has been wrapped; of a stop its name. Pure. */
export function failureCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, name } = error as { code?: unknown; name: string };
  if (typeof code === "string") return code;
  if (namesOfStops.has(name)) return name;
  return failureCode(error instanceof AggregateError ? error.errors[0] : error.cause);
}

const unsentCode = "ERR_GIVEN_UP_UNSENT";

/** A request was stopped while its connection was being made: nothing of it has left. */
export class GivenUpUnsent extends Error {
  override name = "AbortError";
  readonly code = unsentCode;

  constructor() {
    super("This operation was aborted before anything was sent");
  }
}

/** Whether it was stopped before anything of it left. Pure. */
export function isUnsent(error: unknown): boolean {
  return failureCode(error) === unsentCode;
}

const beforeSending: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Whether a request whose exchange failed with this code surely never left. Pure. */
export function neverLeft(code: string): boolean {
  return beforeSending.has(code);
}
