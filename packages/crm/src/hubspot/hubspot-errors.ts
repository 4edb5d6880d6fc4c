import { redactText } from "@fieldwork/runtime";
import { z } from "zod";
import { outcomeOfStatus } from "../call-outcome.ts";
import { CrmError, type CrmErrorReason, signatureOf } from "../crm-error.ts";
import type { HttpReply } from "../http-sender.ts";
import { jsonOrUndefined, pageTitle } from "../json.ts";
import { retryHintMs } from "../retry-hint.ts";
import { noteUnknown } from "../unknown-error.ts";

const text = z.string().nullish().catch(undefined);
const context = z.record(z.string(), z.unknown()).nullish().catch(undefined);

/** Every field is optional: https://developers.hubspot.com/docs/api-reference/error-handling */
const errorBody = z.object({
  message: text,
  category: text,
  errorType: text,
  policyName: text,
  correlationId: text,
  context,
  errors: z
    .array(z.object({ code: text, message: text, context }))
    .nullish()
    .catch(undefined),
  /** In place of `errors`, in the older versions. */
  validationResults: z
    .array(z.object({ error: text, message: text, name: text }))
    .nullish()
    .catch(undefined),
});
type ErrorBody = z.infer<typeof errorBody>;

interface Verdict {
  reason: CrmErrorReason;
  what: string;
  waitMs?: number;
}

/** HubSpot's refusal of a call as one of our errors. `details` holds status, category, correlation and record ids. */
export function errorFromHubspot(
  reply: HttpReply,
  during: "read" | "write",
  nowMs = Date.now(),
): CrmError {
  const parsed = errorBody.safeParse(jsonOrUndefined(reply.body));
  const body = parsed.success ? parsed.data : undefined;
  const message = body ? messageOf(body) : pageTitle(reply.body);
  const { reason, what, waitMs } = verdictOn(reply, body, during);
  const hint = { header: reply.headers["retry-after"], message };
  return new CrmError(`${what}${said(message)}`, {
    reason,
    outcome: outcomeOfStatus(reply.status),
    waitMs: retryHintMs(hint, nowMs) ?? waitMs,
    signature: signatureOf(reply.status, body && codeOf(body), message),
    unknownReply:
      (reason === "refused-call" || reason === "refused-read") && !isKnown(body)
        ? noteUnknown("hubspot", reply.status, reply.body)
        : undefined,
    details: {
      status: reply.status,
      ...(body?.category && { category: body.category }),
      ...(body?.correlationId && { correlationId: body.correlationId }),
      ...(body && namedRecords(body)),
    },
  });
}

/** Categories that refuse a record, or a call, for good. */
const forGood: ReadonlySet<string> = new Set([
  ...["VALIDATION_ERROR", "INVALID_INPUT", "CONFLICT", "OBJECT_ALREADY_EXISTS", "BAD_REQUEST"],
  ...["OBJECT_NOT_FOUND", "DUPLICATE_PROPERTY_VALUE", "REQUEST_TOO_LARGE", "PAYLOAD_TOO_LARGE"],
]);

/** What fails a value is known, whatever is wrong with it. */
function isKnown(body: Partial<ErrorBody> | undefined): boolean {
  return forGood.has(body?.category ?? "") || (body?.validationResults ?? []).length > 0;
}

const credentials = "HubSpot does not accept the access token";
const noSuchAddress = "HubSpot has no such endpoint";

/** What a status means whatever the body says. Those left out are looked into. */
const byStatus: Readonly<Record<number, Verdict>> = {
  401: { reason: "refused-credentials", what: credentials },
  405: { reason: "wrong-endpoint", what: noSuchAddress },
  406: { reason: "wrong-endpoint", what: noSuchAddress },
  408: { reason: "busy", what: "HubSpot waited too long for the request" },
  410: { reason: "wrong-endpoint", what: noSuchAddress },
  415: { reason: "wrong-endpoint", what: noSuchAddress },
  423: { reason: "locked", what: "HubSpot has locked a record of the call" },
  425: { reason: "busy", what: "HubSpot is not ready" },
  477: { reason: "busy", what: "HubSpot is moving the portal", waitMs: 3_600_000 },
  503: { reason: "busy", what: "HubSpot is unavailable" },
  521: { reason: "busy", what: "HubSpot is unavailable" },
  523: { reason: "busy", what: "HubSpot is unavailable" },
  530: { reason: "refused-credentials", what: credentials },
};

function verdictOn(
  { status, headers }: HttpReply,
  body: ErrorBody | undefined,
  during: "read" | "write",
): Verdict {
  const known = byStatus[status];
  if (known) return known;
  if (status === 429) return rateLimit(headers, body ?? {});
  if (status >= 500) return { reason: "broken", what: `HubSpot answered ${status}` };
  if (status < 400) return { reason: "busy", what: `HubSpot answered ${status}` };
  if (status === 403) return forbidden(body, during);
  if (status === 404) return notFound(body ?? {});
  if (body && namesNoProperty(body)) {
    return { reason: "unknown-field", what: "HubSpot has no such property" };
  }
  const reason = during === "write" ? "refused-call" : "refused-read";
  return { reason, what: `HubSpot rejected the request (${status})` };
}

/**
 * HubSpot itself replies in JSON; a page comes from a firewall in front of it, which inspects every
 * word.
 */
function forbidden(body: ErrorBody | undefined, during: "read" | "write"): Verdict {
  if (body)
    return { reason: "not-permitted", what: "HubSpot does not permit this with the access token" };
  const what = "a proxy or firewall in front of HubSpot rejected the call";
  return { reason: during === "write" ? "turned-away" : "refused-read", what };
}

/** A wrong path is answered 404 as well: only what speaks of records says that one is gone. */
function notFound(body: ErrorBody): Verdict {
  const isGone = body.category === "OBJECT_NOT_FOUND" || namedRecords(body).ids !== undefined;
  return isGone
    ? { reason: "gone", what: "HubSpot does not know this record" }
    : { reason: "wrong-endpoint", what: noSuchAddress };
}

// A recorded 429 of the search names no policy and sends no Retry-After; only its message says more.
function rateLimit(headers: HttpReply["headers"], body: ErrorBody): Verdict {
  const policy = body.policyName ?? "";
  const isUsedUp = headers["x-hubspot-ratelimit-daily-remaining"] === "0";
  if (policy.startsWith("DAILY") || isUsedUp || /daily limit/i.test(body.message ?? "")) {
    return { reason: "quota", what: "HubSpot's daily limit is used up" };
  }
  const what = "HubSpot's rate limit is reached";
  if (policy.startsWith("SECONDLY") || /\bsecondly limit/i.test(body.message ?? "")) {
    return { reason: "rate-limited", what, waitMs: 1000 };
  }
  const intervalMs = Number(headers["x-hubspot-ratelimit-interval-milliseconds"]);
  return { reason: "rate-limited", what, ...(intervalMs > 0 && { waitMs: intervalMs }) };
}

const itemOfBatch: Readonly<Record<string, Verdict>> = {
  OBJECT_NOT_FOUND: { reason: "gone", what: "HubSpot no longer has this record" },
  RATE_LIMITS: {
    reason: "rate-limited",
    what: "HubSpot's rate limit is reached",
    waitMs: 1000,
  },
  INTERNAL_ERROR: { reason: "broken", what: "HubSpot could not do this now" },
  LOCKED: { reason: "locked", what: "HubSpot has locked the record" },
  MISSING_SCOPES: {
    reason: "not-permitted",
    what: "HubSpot does not permit this with the access token",
  },
};

/** One entry of a batch reply's `errors`. */
export const hubspotItemError = z.object({ category: text, message: text, context });
export type HubspotItemError = z.infer<typeof hubspotItemError>;

/** The error of the records that an entry's context names. */
export function errorFromHubspotItem(item: Partial<HubspotItemError>): CrmError {
  const { category, message } = item;
  const { reason, what, waitMs } = verdictOnItem(item);
  return new CrmError(`${what}${said(message)}`, {
    reason,
    outcome: reason === "broken" ? "unknown" : "rejected",
    waitMs: retryHintMs({ message }, 0) ?? waitMs,
    signature: signatureOf(undefined, category, message),
    unknownReply:
      reason === "refused-record" && !isKnown({ category })
        ? noteUnknown("hubspot", "item", JSON.stringify(item))
        : undefined,
    details: category ? { category } : {},
  });
}

function verdictOnItem({ category, message }: Partial<HubspotItemError>): Verdict {
  const known = itemOfBatch[category ?? ""];
  if (known) return known;
  if (/423|locked/i.test(category ?? "")) {
    return { reason: "locked", what: "HubSpot has locked the record" };
  }
  return namesNoProperty({ message })
    ? { reason: "unknown-field", what: "HubSpot has no such property" }
    : { reason: "refused-record", what: "HubSpot refused the record" };
}

function namesNoProperty({ message, errors, validationResults }: Partial<ErrorBody>): boolean {
  const codes = [
    ...(errors ?? []).map(({ code }) => code),
    ...(validationResults ?? []).map(({ error }) => error),
  ];
  if (codes.includes("PROPERTY_DOESNT_EXIST")) return true;
  const messages = [message, ...(errors ?? []).map((error) => error.message)];
  return messages.some((each) =>
    /PROPERTY_DOESNT_EXIST|^propert(y|ies) .{0,200}does not exist/i.test(each ?? ""),
  );
}

function namedRecords({ context, errors }: ErrorBody): { ids?: string[] } {
  const named = [context, ...(errors ?? []).map((error) => error.context)]
    .flatMap((each) => each?.ids ?? [])
    .map(String);
  return named.length > 0 ? { ids: [...new Set(named)] } : {};
}

/** The most telling name that the body gives to what is wrong. */
function codeOf({ errors, validationResults, policyName, category, errorType }: ErrorBody) {
  const detailed = errors?.find(({ code }) => code)?.code ?? validationResults?.[0]?.error;
  return detailed ?? policyName ?? category ?? errorType;
}

function messageOf({ message, validationResults }: ErrorBody): string | undefined {
  const details = (validationResults ?? []).flatMap((one) => one.message ?? []);
  return [message, ...details].filter(Boolean).join(": ") || undefined;
}

function said(message: string | null | undefined): string {
  return message ? `: ${redactText(message).slice(0, 300)}` : "";
}
