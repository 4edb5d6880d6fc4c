import { AppError, type AppErrorOptions, redactText } from "@fieldwork/runtime";
import { z } from "zod";
import { outcomeOfStatus, retryAfterMs } from "../call-outcome.ts";
import type { HttpReply } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";

/** Every field is optional: https://developers.hubspot.com/docs/api-reference/error-handling */
const errorBody = z.object({
  message: z.string().nullish(),
  category: z.string().nullish(),
  errorType: z.string().nullish(),
  policyName: z.string().nullish(),
  correlationId: z.string().nullish(),
  context: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        code: z.string().nullish(),
        message: z.string().nullish(),
        context: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
});
type ErrorBody = z.infer<typeof errorBody>;

type Verdict = Pick<AppErrorOptions, "code" | "retryable" | "retryAfterMs"> & { what: string };

/** HubSpot's refusal as one of our errors. `details` holds status, category, correlation and record ids, and the outcome. */
export function errorFromHubspot(
  reply: HttpReply,
  during: "read" | "write",
  nowMs = Date.now(),
): AppError {
  const body = parseErrorBody(reply.body);
  const askedWaitMs = retryAfterMs(reply.headers["retry-after"], nowMs);
  const { what, ...verdict } = verdictOn(reply, body, during);
  return new AppError(`${what}${said(body.message)}`, {
    ...verdict,
    retryAfterMs: verdict.retryable ? (askedWaitMs ?? verdict.retryAfterMs) : undefined,
    details: {
      status: reply.status,
      outcome: outcomeOfStatus(reply.status),
      ...(body.category && { category: body.category }),
      ...(body.correlationId && { correlationId: body.correlationId }),
      ...namedRecords(body),
    },
  });
}

/** One entry of a batch reply's `errors`: the error of the records that its context names. */
export function errorFromHubspotItem(item: {
  category?: string | null | undefined;
  message?: string | null | undefined;
}): AppError {
  const { what, ...verdict } = verdictOnItem(item.category, item.message);
  return new AppError(`${what}${said(item.message)}`, {
    ...verdict,
    details: { outcome: "rejected", ...(item.category && { category: item.category }) },
  });
}

function verdictOnItem(category?: string | null, message?: string | null): Verdict {
  switch (category) {
    case "OBJECT_NOT_FOUND":
      return { what: "HubSpot has no such record any more", ...permanent("crm_record_gone") };
    case "RATE_LIMITS":
      return { what: "HubSpot's rate limit is reached", ...later("crm_rate_limited", 1000) };
    case "INTERNAL_ERROR":
      return { what: "HubSpot could not do it now", ...later("crm_unavailable") };
    default: {
      const code = namesNoProperty(message) ? "crm_field_missing" : "crm_write_rejected";
      return { what: "HubSpot refused the record", ...permanent(code) };
    }
  }
}

/** Until someone has put a new token in place, asking more often is in vain. */
const authWaitMs = 60_000;

function verdictOn({ status, headers }: HttpReply, body: ErrorBody, during: string): Verdict {
  if (status === 401 || status === 530) {
    return {
      what: "HubSpot does not accept the access token",
      ...later("crm_auth_failed", authWaitMs),
    };
  }
  if (status === 403) {
    return {
      what: "HubSpot forbids this to the access token",
      ...later("crm_auth_failed", authWaitMs),
    };
  }
  if (status === 423) {
    return { what: "HubSpot has the record locked", ...later("crm_record_locked", 2000) };
  }
  if (status === 429) return rateLimit(headers, body);
  if (status === 477) {
    return { what: "HubSpot is moving the portal", ...later("crm_unavailable", 3_600_000) };
  }
  if (status >= 500 || status < 400) {
    return { what: `HubSpot answered ${status}`, ...later("crm_unavailable") };
  }
  if (status === 404) {
    return { what: "HubSpot knows no such record", ...permanent("crm_record_gone") };
  }
  if (
    namesNoProperty(body.message) ||
    body.errors?.some(({ message }) => namesNoProperty(message))
  ) {
    return { what: "HubSpot has no such property", ...permanent("crm_field_missing") };
  }
  const code = during === "write" ? "crm_write_rejected" : "crm_request_rejected";
  return { what: `HubSpot rejected the request (${status})`, ...permanent(code) };
}

// A recorded 429 of the search names no policy and sends no Retry-After; only its message tells.
function rateLimit(headers: HttpReply["headers"], body: ErrorBody): Verdict {
  const policy = body.policyName ?? "";
  if (policy.startsWith("DAILY") || /daily limit/i.test(body.message ?? "")) {
    return {
      what: "HubSpot's daily limit is used up",
      ...later("crm_quota_exhausted", 15 * 60_000),
    };
  }
  if (policy.startsWith("SECONDLY") || /secondly limit/i.test(body.message ?? "")) {
    return { what: "HubSpot's limit a second is reached", ...later("crm_rate_limited", 1000) };
  }
  const intervalMs = Number(headers["x-hubspot-ratelimit-interval-milliseconds"]);
  return {
    what: "HubSpot's rate limit is reached",
    ...later("crm_rate_limited", intervalMs > 0 ? intervalMs : 10_000),
  };
}

function permanent(code: AppErrorOptions["code"]) {
  return { code, retryable: false };
}

function later(code: AppErrorOptions["code"], waitMs?: number) {
  return { code, retryable: true, retryAfterMs: waitMs };
}

function namesNoProperty(message: string | null | undefined): boolean {
  return /PROPERTY_DOESNT_EXIST|propert(y|ies) .*does not exist/i.test(message ?? "");
}

function namedRecords({ context, errors }: ErrorBody): { ids?: string[] } {
  const named = [context, ...(errors ?? []).map((error) => error.context)]
    .flatMap((each) => each?.ids ?? [])
    .map(String);
  return named.length > 0 ? { ids: [...new Set(named)] } : {};
}

function said(message: string | null | undefined): string {
  return message ? `: ${redactText(message).slice(0, 300)}` : "";
}

function parseErrorBody(text: string): ErrorBody {
  const parsed = errorBody.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : {};
}
