import type { StatusFault } from "../core/fault-rules.ts";
import type { FaultSubject } from "../core/faults.ts";
import type { Reply } from "../core/http-reply.ts";

/** One error, as of a record in a collection or of a whole call. */
export interface SalesforceProblem {
  code: string;
  message: string;
  fields?: readonly string[];
}

/** Thrown by what answers a call, where the call as a whole is refused. */
export class SalesforceRefusal extends Error {
  override name = "SalesforceRefusal";
  readonly status: number;
  readonly problem: SalesforceProblem;

  constructor(status: number, problem: SalesforceProblem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.message}`, options);
    this.status = status;
    this.problem = problem;
  }
}

/** A list of one error, which is how Salesforce refuses a call. */
export function refusal(status: number, { code, message, fields }: SalesforceProblem): Reply {
  return { status, json: [{ message, errorCode: code, ...(fields && { fields }) }] };
}

export const problems = {
  notFound: { code: "NOT_FOUND", message: "The requested resource does not exist" },
  deleted: { code: "ENTITY_IS_DELETED", message: "entity is deleted", fields: [] },
  crossReference: {
    code: "INVALID_CROSS_REFERENCE_KEY",
    message: "invalid cross reference id",
    fields: [],
  },
  converted: {
    code: "CANNOT_UPDATE_CONVERTED_LEAD",
    message: "cannot reference converted lead",
    fields: [],
  },
  session: { code: "INVALID_SESSION_ID", message: "Session expired or invalid" },
  locator: { code: "INVALID_QUERY_LOCATOR", message: "invalid query locator" },
  requests: { code: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." },
} as const satisfies Record<string, SalesforceProblem>;

export function unableToLock(): SalesforceProblem {
  return {
    code: "UNABLE_TO_LOCK_ROW",
    message: "unable to obtain exclusive access to this record or 1 records",
    fields: [],
  };
}

const byStatus: Readonly<Record<number, SalesforceProblem>> = {
  400: { code: "INVALID_INPUT", message: "The request is not valid." },
  401: problems.session,
  403: problems.requests,
  404: problems.notFound,
  405: {
    code: "METHOD_NOT_ALLOWED",
    message: "HTTP Method 'PATCH' not allowed. Allowed are HEAD,GET",
  },
  409: { code: "INVALID_REPLICATION_DATE", message: "the request conflicts with another" },
  429: { code: "REQUEST_LIMIT_EXCEEDED", message: "Too many requests." },
  500: {
    code: "UNKNOWN_EXCEPTION",
    message: "An unexpected error occurred. Please include this ErrorId if you contact support",
  },
  503: { code: "SERVER_UNAVAILABLE", message: "The server is temporarily unavailable" },
};

const messages: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: unableToLock().message,
  REQUEST_LIMIT_EXCEEDED: problems.requests.message,
  CONCURRENT: "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
};

/**
 * What a fault with a status says in Salesforce's words. Its reason names an error code, or `CONCURRENT`.
 * A login is refused in the words of OAuth, unless the reason is one of the API's own.
 */
export function renderSalesforceFault(fault: StatusFault, subject: FaultSubject): Reply {
  const { status, reason, message } = fault;
  if (subject.kind === "login" && (reason === undefined || /^[a-z_]+$/.test(reason))) {
    const error = reason ?? (status === 400 ? "invalid_grant" : "server_error");
    return { status, json: { error, error_description: message ?? "the login was refused" } };
  }
  const usual = byStatus[status] ?? { code: "UNKNOWN_EXCEPTION", message: `status ${status}` };
  const code = reason === "CONCURRENT" ? "REQUEST_LIMIT_EXCEEDED" : (reason ?? usual.code);
  const said = reason === undefined ? usual.message : (messages[reason] ?? usual.message);
  return refusal(status, { code, message: message ?? said });
}
