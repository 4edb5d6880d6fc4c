import { AppError, type AppErrorOptions, redactText } from "@fieldwork/runtime";
import { z } from "zod";
import { outcomeOfStatus, retryAfterMs } from "../call-outcome.ts";
import type { HttpReply } from "../http-sender.ts";
import { jsonOrUndefined } from "../json.ts";

const oneError = z.object({
  errorCode: z.string().nullish(),
  statusCode: z.string().nullish(),
  message: z.string().nullish(),
  fields: z.array(z.string()).nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
});
const errorBody = z.union([z.array(oneError), oneError]);
export const salesforceItemErrors = z.array(oneError);
type SalesforceError = z.infer<typeof oneError>;

type Verdict = Pick<AppErrorOptions, "code" | "retryable" | "retryAfterMs"> & { what: string };

const quotaWaitMs = 15 * 60_000;

/**
 * Salesforce's refusal as one of our errors. `details` holds status, `errorCode`, `fields`, the outcome,
 * and `isSessionExpired` where logging in again may help.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export function errorFromSalesforce(
  reply: HttpReply,
  during: "read" | "write" | "login",
  nowMs = Date.now(),
): AppError {
  const [error = {}] = parseErrors(reply.body);
  const askedWaitMs = retryAfterMs(reply.headers["retry-after"], nowMs);
  const { what, ...verdict } = verdictOnCall(reply, error, during);
  return new AppError(`${what}${said(error)}`, {
    ...verdict,
    retryAfterMs: verdict.retryable ? (askedWaitMs ?? verdict.retryAfterMs) : undefined,
    details: {
      status: reply.status,
      outcome: during === "login" ? "not-sent" : outcomeOfStatus(reply.status),
      ...(reply.status === 401 && { isSessionExpired: !isRefusedForGood(reply.body) }),
      ...detailsOf(error),
    },
  });
}

/** The errors of one record of a collection: it was not written, its neighbours may have been. */
export function errorFromSalesforceItem(errors: readonly SalesforceError[]): AppError {
  const [error = {}] = errors;
  const { what, ...verdict } =
    verdictOnCode(codeOf(error), error.message) ??
    rejected("crm_write_rejected", "Salesforce refused the record");
  return new AppError(`${what}${said(error)}`, {
    ...verdict,
    details: { outcome: "rejected", ...detailsOf(error) },
  });
}

function verdictOnCall(
  { status }: HttpReply,
  error: SalesforceError,
  during: "read" | "write" | "login",
): Verdict {
  if (during === "login" && status >= 400 && status < 500 && status !== 429) {
    return shutOut("Salesforce does not accept the client's credentials");
  }
  if (status === 401) return shutOut("Salesforce does not accept the session");
  if (status === 429) return later("crm_rate_limited", "Salesforce's limit is reached", 10_000);
  const byCode = verdictOnCode(codeOf(error), error.message);
  if (byCode) return byCode;
  if (status === 406 || status === 420 || status >= 500 || status < 400) {
    return later("crm_unavailable", `Salesforce answered ${status}`);
  }
  if (status === 403) return shutOut("Salesforce forbids this to the user");
  if (status === 404) return rejected("crm_record_gone", "Salesforce knows no such record");
  const code = during === "write" ? "crm_write_rejected" : "crm_request_rejected";
  return rejected(code, `Salesforce rejected the request (${status})`);
}

function verdictOnCode(code: string | undefined, message?: string | null): Verdict | undefined {
  switch (code) {
    case "UNABLE_TO_LOCK_ROW":
      return later("crm_record_locked", "the record is locked in Salesforce");
    case "ENTITY_IS_LOCKED":
      return rejected("crm_record_locked", "an approval keeps the record locked in Salesforce");
    case "REQUEST_LIMIT_EXCEEDED":
      return /concurrent/i.test(message ?? "")
        ? later("crm_rate_limited", "too many calls to Salesforce at once", 2000)
        : later("crm_quota_exhausted", "Salesforce's daily limit is used up", quotaWaitMs);
    case "LIMIT_EXCEEDED":
    case "TXN_SECURITY_METERING_ERROR":
      return later("crm_quota_exhausted", "a limit of Salesforce is used up", quotaWaitMs);
    case "SERVER_UNAVAILABLE":
    case "UNKNOWN_EXCEPTION":
    case "PROCESSING_HALTED":
    case "QUERY_TIMEOUT":
      return later("crm_unavailable", "Salesforce could not do it now");
    case "ENTITY_IS_DELETED":
    case "INVALID_CROSS_REFERENCE_KEY":
    case "MALFORMED_ID":
    case "NOT_FOUND":
      return rejected("crm_record_gone", "Salesforce has no such record any more");
    case "INVALID_FIELD":
    case "INVALID_FIELD_FOR_INSERT_UPDATE":
    case "INVALID_TYPE":
      return rejected("crm_field_missing", "Salesforce has no such field, or hides it from us");
    case "API_DISABLED_FOR_ORG":
    case "API_CURRENTLY_DISABLED":
      return shutOut("the Salesforce org has no API access");
    default:
      return undefined;
  }
}

function rejected(code: AppErrorOptions["code"], what: string): Verdict {
  return { code, retryable: false, what };
}

/** Until someone has let us in, asking more often is in vain. */
function shutOut(what: string): Verdict {
  return { code: "crm_auth_failed", retryable: true, retryAfterMs: 60_000, what };
}

function later(code: AppErrorOptions["code"], what: string, waitMs?: number): Verdict {
  return { code, retryable: true, retryAfterMs: waitMs, what };
}

/** Some 401s mean that the app or user is shut out; logging in again would only be refused again. */
function isRefusedForGood(body: string): boolean {
  return (
    body.includes("Connected app is not attached to Agent") ||
    body.includes("This session is not valid for use with the REST API") ||
    body.includes("BlackTab")
  );
}

function codeOf({ errorCode, statusCode, error }: SalesforceError): string | undefined {
  return errorCode ?? statusCode ?? error ?? undefined;
}

function detailsOf(error: SalesforceError): Record<string, unknown> {
  const errorCode = codeOf(error);
  return {
    ...(errorCode !== undefined && { errorCode }),
    ...(error.fields && error.fields.length > 0 && { fields: error.fields }),
  };
}

function said(error: SalesforceError): string {
  const code = codeOf(error);
  const message = error.message ?? error.error_description;
  const text = [code, message].filter((part) => part !== undefined && part !== null).join(" ");
  return text === "" ? "" : `: ${redactText(text).slice(0, 300)}`;
}

function parseErrors(text: string): SalesforceError[] {
  const parsed = errorBody.safeParse(jsonOrUndefined(text));
  if (!parsed.success) return [];
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data];
}
