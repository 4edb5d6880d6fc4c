import type { Problem } from "@fieldwork/contracts/api";
import { AppError, type ErrorCode } from "@fieldwork/runtime";
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
} from "fastify-type-provider-zod";

const statuses: Partial<Record<ErrorCode, number>> = {
  request_invalid: 400,
  config_invalid: 400,
  data_invalid: 400,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  request_too_broad: 408,
  held: 409,
  lease_lost: 503,
  sheet_outdated: 409,
  too_many_requests: 429,
  budget_exhausted: 429,
  admission_refused: 429,
  model_unavailable: 503,
  model_rate_limited: 503,
  model_quota_exhausted: 503,
  model_timeout: 503,
  model_misconfigured: 503,
  model_refused: 422,
  model_output_truncated: 422,
  model_output_invalid: 422,
  model_request_invalid: 422,
  price_unknown: 503,
  backend_unavailable: 503,
  log_unavailable: 503,
  stopped: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: "The request is not valid",
  401: "Sign in first",
  403: "Not allowed",
  404: "Not found",
  406: "Not in that form",
  408: "The question is too broad",
  409: "It cannot be done now",
  413: "The request is too large",
  415: "The body must be JSON",
  421: "Unknown host",
  422: "The model gave no answer",
  429: "Too many requests",
  500: "Something went wrong",
  503: "Not available now",
};

/** Of the code of an error, wherever it comes from. */
export function statusOf(code: string): number {
  return new Map<string, number>(Object.entries(statuses)).get(code) ?? 500;
}

export function problemOf(status: number, code: string, detail: string): Problem {
  return { type: "about:blank", title: titles[status] ?? "Error", status, code, detail };
}

export const problemType = "application/problem+json";

const internal = "it is in the log of the api service, by the id of this request";

/** What whoever asked is told about an error: of our own faults, nothing but that they happened. Pure. */
export function problemFrom(error: unknown): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message = "" }) => ({
      at: `${error.validationContext ?? "request"}${instancePath}`,
      message,
    }));
    const told = errors.map(({ at, message }) => `${at}: ${message}`).join("; ");
    return { ...problemOf(400, "request_invalid", told), errors };
  }
  if (isResponseSerializationError(error)) return problemOf(500, "internal", internal);
  if (error instanceof AppError) {
    const status = statuses[error.code] ?? 500;
    const detail = error.message.replace(/^\[\w+\] /, "");
    return problemOf(status, error.code, status === 500 ? internal : detail);
  }
  const status = statusIn(error);
  if (status === undefined) return problemOf(500, "internal", internal);
  return problemOf(status, codeOf(status), (error as Error).message);
}

/** Of what Fastify itself refuses: a body that is no JSON, or too large. */
function statusIn(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500
    ? statusCode
    : undefined;
}

function codeOf(status: number): string {
  return status === 429 ? "too_many_requests" : "request_invalid";
}
