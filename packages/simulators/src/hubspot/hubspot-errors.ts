import { randomUUID } from "node:crypto";
import type { StatusFault } from "../core/fault-rules.ts";
import type { FaultSubject } from "../core/faults.ts";
import type { Reply } from "../core/http-reply.ts";

export interface HubspotErrorDetail {
  message: string;
  code: string;
  context: Record<string, readonly string[]>;
}

export interface HubspotErrorBody {
  category: string;
  message: string;
  errors?: readonly HubspotErrorDetail[];
  context?: Record<string, readonly string[]>;
}

/** An error with the fields that HubSpot's errors have: https://developers.hubspot.com/docs/api-reference/error-handling */
export function hubspotError(status: number, body: HubspotErrorBody): Reply {
  const { category, message, errors, context } = body;
  return {
    status,
    json: {
      status: "error",
      message,
      correlationId: randomUUID(),
      ...(context && { context }),
      ...(errors && { errors }),
      category,
    },
  };
}

export function validationError(message: string): Reply {
  return hubspotError(400, { category: "VALIDATION_ERROR", message });
}

/** What search says of any request that it cannot do. */
export function badSearch(message: string, code: string): Reply {
  return hubspotError(400, {
    category: "VALIDATION_ERROR",
    message: "There was a problem with the request.",
    errors: [{ message, code, context: {} }],
  });
}

/** What a path is answered that leads nowhere: it says nothing of any record. */
export function noSuchPath(): Reply {
  const json = { status: "error", message: "resource not found", correlationId: randomUUID() };
  return { status: 404, json };
}

export function objectNotFound(): Reply {
  return hubspotError(404, { category: "OBJECT_NOT_FOUND", message: "resource not found" });
}

export function unauthorized(hasToken: boolean): Reply {
  return hasToken
    ? hubspotError(401, {
        category: "EXPIRED_AUTHENTICATION",
        message: "The OAuth token used to make this call expired 1 hour(s) ago.",
      })
    : hubspotError(401, {
        category: "INVALID_AUTHENTICATION",
        message:
          "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
      });
}

export type RateLimitPolicy = "SECONDLY" | "TEN_SECONDLY_ROLLING" | "DAILY";

/** A recorded 429 of the search has a category; those of other calls have an error type and name their policy. */
export function rateLimited(policy: RateLimitPolicy): Reply {
  const message = `You have reached your ${policy.toLowerCase()} limit.`;
  if (policy === "SECONDLY") return hubspotError(429, { category: "RATE_LIMITS", message });
  return {
    status: 429,
    json: {
      status: "error",
      message,
      errorType: "RATE_LIMIT",
      correlationId: randomUUID(),
      policyName: policy,
      requestId: randomUUID(),
    },
  };
}

const policies = ["SECONDLY", "TEN_SECONDLY_ROLLING", "DAILY"] as const;

/** What a fault with a status says in HubSpot's words. Its reason names a policy, or a category. */
export function renderHubspotFault(fault: StatusFault, subject: FaultSubject): Reply {
  const reply = usualReply(fault, subject);
  if (fault.message === undefined) return reply;
  return { ...reply, json: { ...(reply.json as object), message: fault.message } };
}

function usualReply({ status, reason }: StatusFault, subject: FaultSubject): Reply {
  if (status === 429) {
    const usual = subject.operation === "search" ? "SECONDLY" : "TEN_SECONDLY_ROLLING";
    return rateLimited(policies.find((policy) => policy === reason) ?? usual);
  }
  if (status === 401) return unauthorized(true);
  if (status === 404 && reason === undefined) return noSuchPath();
  const category = reason ?? (categories[status] || "INTERNAL_ERROR");
  return hubspotError(status, { category, message: messages[status] ?? "internal error" });
}

const categories: Readonly<Record<number, string>> = {
  400: "VALIDATION_ERROR",
  403: "MISSING_SCOPES",
  405: "METHOD_NOT_ALLOWED",
  409: "CONFLICT",
  423: "LOCKED",
  477: "MIGRATION_IN_PROGRESS",
};

const messages: Readonly<Record<number, string>> = {
  400: "Invalid input",
  403: "This app hasn't been granted all required scopes to make this call.",
  404: "resource not found",
  405: "HTTP 405 Method Not Allowed",
  409: "The write conflicts with the current state of the resource",
  423: "The record is locked by another operation",
  477: "The account is being migrated",
};
