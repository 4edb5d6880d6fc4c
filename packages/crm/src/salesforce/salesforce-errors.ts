import { redactText } from "@fieldwork/runtime";
import { z } from "zod";
import { outcomeOfStatus } from "../call-outcome.ts";
import { CrmError, signatureOf } from "../crm-error.ts";
import type { HttpReply } from "../http-sender.ts";
import { jsonOrUndefined, pageTitle } from "../json.ts";
import { retryHintMs } from "../retry-hint.ts";
import { noteUnknown } from "../unknown-error.ts";
import {
  isKnownCode,
  mostTelling,
  type SalesforceVerdict,
  verdictOnCode,
  verdictOnLogin,
} from "./salesforce-error-codes.ts";

const text = z.string().nullish().catch(undefined);
const oneError = z.object({
  errorCode: text,
  statusCode: text,
  message: text,
  fields: z.array(z.string()).nullish().catch(undefined),
  error: text,
  error_description: text,
});
const errorBody = z.union([z.array(oneError), oneError]);
export const salesforceItemErrors = z.array(oneError);
type SalesforceError = z.infer<typeof oneError>;

/**
 * Salesforce's refusal of a call as one of our errors. `details` holds status, `errorCode`, `fields`,
 * and `isSessionExpired` where logging in again may help.
 */
export function errorFromSalesforce(
  reply: HttpReply,
  during: "read" | "write" | "login",
  nowMs = Date.now(),
): CrmError {
  const { status } = reply;
  const errors = parseErrors(reply.body);
  const telling = mostTelling(errors.map(named));
  const verdict = verdictOn(reply, { telling, isPage: !errors.length }, during);
  const { reason, what, waitMs } = verdict;
  const error = telling?.error ?? {};
  const message = messageOf(error) ?? pageTitle(reply.body);
  const hint = { header: reply.headers["retry-after"], message };
  return new CrmError(`${what}${said(codeOf(error), message)}`, {
    reason,
    outcome: during === "login" ? "not-sent" : outcomeOfStatus(status),
    waitMs: retryHintMs(hint, nowMs) ?? waitMs,
    signature: signatureOf(status, codeOf(error), message),
    unknownReply: isUnknown(verdict, error)
      ? noteUnknown("salesforce", status, reply.body)
      : undefined,
    details: {
      status,
      ...(status === 401 && { isSessionExpired: !isRefusedForGood(reply.body) }),
      ...detailsOf(error),
    },
  });
}

/** The errors of one record of a collection: it was not written, its neighbours may have been. */
export function errorFromSalesforceItem(errors: readonly SalesforceError[]): CrmError {
  const telling = mostTelling(errors.map(named));
  const error = telling?.error ?? {};
  const { reason, what, waitMs } = telling?.verdict ?? refusedRecord;
  return new CrmError(`${what}${said(codeOf(error), messageOf(error))}`, {
    reason,
    outcome: "rejected",
    waitMs,
    signature: signatureOf(undefined, codeOf(error), error.message),
    unknownReply:
      telling?.verdict === undefined && !isKnownCode(codeOf(error))
        ? noteUnknown("salesforce", "item", JSON.stringify(errors))
        : undefined,
    details: detailsOf(error),
  });
}

const refusedRecord: SalesforceVerdict = {
  reason: "refused-record",
  what: "Salesforce refused the record",
};

/** Neither its status nor its code says what it means. */
function isUnknown({ reason }: SalesforceVerdict, error: SalesforceError): boolean {
  return (reason === "refused-call" || reason === "refused-read") && !isKnownCode(codeOf(error));
}

/** An error with what its code and its words mean for the record it is about. */
function named(error: SalesforceError) {
  const { message, fields } = error;
  return { error, verdict: verdictOnCode({ code: codeOf(error), message, fields }) };
}

const noSuchAddress = "Salesforce has no such endpoint";

/** What a status means where no code says more. */
const byStatus: Readonly<Record<number, SalesforceVerdict>> = {
  401: { reason: "refused-credentials", what: "Salesforce does not accept the session" },
  404: { reason: "wrong-endpoint", what: noSuchAddress },
  405: { reason: "wrong-endpoint", what: noSuchAddress },
  406: { reason: "busy", what: "Salesforce answered 406" },
  408: { reason: "busy", what: "Salesforce waited too long for the request" },
  410: { reason: "wrong-endpoint", what: noSuchAddress },
  415: { reason: "wrong-endpoint", what: noSuchAddress },
  420: { reason: "busy", what: "Salesforce answered 420" },
  423: { reason: "locked", what: "Salesforce has locked a record of the call" },
  429: { reason: "rate-limited", what: "Salesforce's limit is reached" },
  503: { reason: "busy", what: "Salesforce is unavailable" },
};

/** No call of ours is about one record alone, so that a whole one never says that a record is gone. */
const ofRecords: readonly string[] = ["gone", "refused-record"];

function verdictOn(
  { status }: HttpReply,
  { telling, isPage }: { telling: ReturnType<typeof named> | undefined; isPage: boolean },
  during: "read" | "write" | "login",
): SalesforceVerdict {
  if (during === "login") return verdictOnLogin(status, telling?.verdict, telling?.error);
  const { verdict } = telling ?? {};
  if (status === 401 || status === 404 || status === 429) return byStatus[status] ?? broken(status);
  if (verdict && !ofRecords.includes(verdict.reason)) return verdict;
  const known = byStatus[status];
  if (known) return known;
  if (status >= 500) return broken(status);
  if (status < 400) return { reason: "busy", what: `Salesforce answered ${status}` };
  if (status === 403) return forbidden(isPage, during);
  const reason = during === "write" ? "refused-call" : "refused-read";
  return { reason, what: `Salesforce rejected the request (${status})` };
}

function broken(status: number): SalesforceVerdict {
  return { reason: "broken", what: `Salesforce answered ${status}` };
}

function forbidden(isPage: boolean, during: "read" | "write"): SalesforceVerdict {
  if (!isPage)
    return { reason: "not-permitted", what: "Salesforce does not permit this to our user" };
  const what = "a proxy or firewall in front of Salesforce rejected the call";
  return { reason: during === "write" ? "turned-away" : "refused-read", what };
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

function messageOf({ message, error_description }: SalesforceError): string | undefined {
  return message ?? error_description ?? undefined;
}

function detailsOf(error: SalesforceError): Record<string, unknown> {
  const errorCode = codeOf(error);
  return {
    ...(errorCode !== undefined && { errorCode }),
    ...(error.fields && error.fields.length > 0 && { fields: error.fields }),
  };
}

function said(...parts: readonly (string | undefined)[]): string {
  const words = parts.filter((part) => part !== undefined).join(" ");
  return words === "" ? "" : `: ${redactText(words).slice(0, 300)}`;
}

function parseErrors(body: string): SalesforceError[] {
  const parsed = errorBody.safeParse(jsonOrUndefined(body));
  if (!parsed.success) return [];
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data];
}
