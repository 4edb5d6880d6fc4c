import { describe, expect, test } from "vitest";
import { errorFromSalesforce, errorFromSalesforceItem } from "./salesforce-errors.ts";

interface Options {
  during?: "read" | "write" | "login";
  headers?: Record<string, string>;
}

function errorOf(
  status: number,
  body: unknown = "",
  { during = "write", headers = {} }: Options = {},
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return errorFromSalesforce({ status, headers, body: text }, during);
}

function coded(errorCode: string, message = "") {
  return [{ errorCode, message }];
}

const total = coded("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
const concurrent = coded(
  "REQUEST_LIMIT_EXCEEDED",
  "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
);
const html = "<html><h1>Down for Maintenance</h1></html>";

describe("errorFromSalesforce", () => {
  test.each<[number, unknown, string, string, number | undefined]>([
    [401, coded("INVALID_SESSION_ID"), "refused-credentials", "account", 60_000],
    [403, coded("API_DISABLED_FOR_ORG"), "refused-credentials", "account", 60_000],
    [403, total, "quota", "account", 900_000],
    [403, concurrent, "rate-limited", "account", 2000],
    [429, coded("REQUEST_LIMIT_EXCEEDED", "Too many requests."), "rate-limited", "account", 10_000],
    [403, coded("INSUFFICIENT_ACCESS"), "not-permitted", "connection", 60_000],
    [400, coded("UNABLE_TO_LOCK_ROW"), "locked", "record", 2000],
    [423, "", "locked", "record", 2000],
    [503, coded("SERVER_UNAVAILABLE"), "busy", "vendor", undefined],
    [503, html, "busy", "vendor", undefined],
    [500, coded("UNKNOWN_EXCEPTION"), "broken", "vendor", undefined],
    [502, html, "broken", "vendor", undefined],
    [420, "", "busy", "vendor", undefined],
    [406, "", "busy", "vendor", undefined],
    [408, "", "busy", "vendor", undefined],
    [301, "", "busy", "vendor", undefined],
  ])("%d %j may pass: %s, of the %s, in %s ms", (status, body, reason, scope, retryAfterMs) => {
    expect(errorOf(status, body)).toMatchObject({ reason, scope, retryAfterMs, retryable: true });
  });

  test.each<[number, unknown, string, string]>([
    [400, "", "refused-call", "record"],
    [400, coded("JSON_PARSER_ERROR"), "refused-call", "record"],
    [400, coded("ENTITY_IS_DELETED"), "refused-call", "record"],
    [409, "", "refused-call", "record"],
    [412, "", "refused-call", "record"],
    [403, html, "turned-away", "record"],
    [400, coded("INVALID_FIELD", "No such column 'X' on entity"), "unknown-field", "connection"],
    [400, coded("INVALID_TYPE"), "wrong-endpoint", "connection"],
    // What a wrong version or path is answered; a collection tells of each record apart.
    [404, coded("NOT_FOUND"), "wrong-endpoint", "connection"],
    [404, html, "wrong-endpoint", "connection"],
    [405, coded("METHOD_NOT_ALLOWED"), "wrong-endpoint", "connection"],
    [410, coded("UNSUPPORTED_API_VERSION"), "wrong-endpoint", "connection"],
    [415, "", "wrong-endpoint", "connection"],
  ])("%d %j will not pass: %s, of the %s", (status, body, reason, scope) => {
    expect(errorOf(status, body)).toMatchObject({ reason, scope, retryable: false });
  });

  test.each([
    [400, coded("MALFORMED_QUERY")],
    [403, html],
  ])("%d to a read is no record's fault", (status, body) => {
    expect(errorOf(status, body, { during: "read" })).toMatchObject({
      ...{ reason: "refused-read", scope: "connection" },
    });
  });

  test("waits as long as it is told", () => {
    const told = { headers: { "retry-after": "60" } };
    expect(errorOf(403, total, told).retryAfterMs).toBe(60_000);
    expect(errorOf(503, "", told).retryAfterMs).toBe(60_000);
    expect(errorOf(400, "", told).retryAfterMs).toBeUndefined();
  });

  test("a 401 asks for a new session, unless the app is shut out", () => {
    expect(errorOf(401, coded("INVALID_SESSION_ID")).details.isSessionExpired).toBe(true);
    const shutOut = coded("INVALID_AUTH", "Connected app is not attached to Agent");
    expect(errorOf(401, shutOut).details.isSessionExpired).toBe(false);
  });

  test("refusals of one cause have one signature, others have not", () => {
    const rule = (message: string) => coded("FIELD_CUSTOM_VALIDATION_EXCEPTION", message);
    const { signature } = errorOf(400, rule("Ask 1 of sales first"));
    expect(errorOf(400, rule("Ask 22 of sales first")).signature).toBe(signature);
    expect(errorOf(400, rule("Phone is wrong")).signature).not.toBe(signature);
  });
});

describe("a login", () => {
  test.each<[number, unknown, string]>([
    [400, { error: "invalid_client", error_description: "no" }, "refused-credentials"],
    [
      400,
      { error: "invalid_grant", error_description: "authentication failure" },
      "refused-credentials",
    ],
    [400, { error: "invalid_grant", error_description: "login rate exceeded" }, "rate-limited"],
    [400, { error: "unknown_error", error_description: "retry your request" }, "busy"],
    [403, total, "quota"],
    [403, concurrent, "rate-limited"],
    [429, "", "rate-limited"],
    [503, "", "busy"],
    [500, html, "busy"],
    [302, "", "busy"],
    [404, html, "wrong-endpoint"],
  ])("%d %j is %s, and the call it was for was not sent", (status, body, reason) => {
    expect(errorOf(status, body, { during: "login" })).toMatchObject({
      ...{ reason, outcome: "not-sent" },
    });
  });

  test("says what Salesforce said", () => {
    const body = { error: "invalid_client", error_description: "no" };
    expect(errorOf(400, body, { during: "login" }).message).toContain("invalid_client no");
  });
});

const onRow = "first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access to this record";

describe("errorFromSalesforceItem", () => {
  test.each<[string, string, boolean]>([
    ["STRING_TOO_LONG", "refused-record", false],
    ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "refused-record", false],
    ["FIELD_CUSTOM_VALIDATION_EXCEPTION", "refused-record", false],
    ["CANNOT_UPDATE_CONVERTED_LEAD", "refused-record", false],
    ["INSUFFICIENT_ACCESS_OR_READONLY", "refused-record", false],
    ["DUPLICATES_DETECTED", "refused-record", false],
    ["REQUIRED_FIELD_MISSING", "refused-record", false],
    ["MALFORMED_ID", "refused-record", false],
    ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "refused-record", false],
    ["INVALID_FIELD_FOR_INSERT_UPDATE", "unknown-field", false],
    ["ENTITY_IS_DELETED", "gone", false],
    ["NOT_FOUND", "gone", false],
    ["ENTITY_IS_LOCKED", "locked-by-approval", false],
    ["UNABLE_TO_LOCK_ROW", "locked", true],
    ["REQUEST_LIMIT_EXCEEDED", "quota", true],
    ["STORAGE_LIMIT_EXCEEDED", "quota", true],
    ["PROCESSING_HALTED", "busy", true],
    ["UNKNOWN_EXCEPTION", "broken", true],
  ])("%s is %s", (statusCode, reason, retryable) => {
    const error = errorFromSalesforceItem([{ statusCode, message: "m", fields: ["F__c"] }]);
    expect(error).toMatchObject({
      ...{ reason, retryable, outcome: "rejected" },
      details: { errorCode: statusCode, fields: ["F__c"] },
    });
  });

  test.each<[readonly string[], string]>([
    [[], "gone"],
    [["Id"], "gone"],
    [["OwnerId"], "refused-record"],
  ])("a cross reference that is wrong in %j is %s", (fields, reason) => {
    const statusCode = "INVALID_CROSS_REFERENCE_KEY";
    const item = { statusCode, message: "invalid cross reference id", fields: [...fields] };
    expect(errorFromSalesforceItem([item]).reason).toBe(reason);
  });

  test.each<[string, string, string]>([
    ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", `AccountTrigger: BeforeUpdate; ${onRow}`, "locked"],
    ["CANNOT_EXECUTE_FLOW_TRIGGER", `The flow failed: ${onRow}`, "locked"],
    [
      "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
      "T: System.LimitException: Too many SOQL queries: 101",
      "automation-limit",
    ],
    [
      "CANNOT_EXECUTE_FLOW_TRIGGER",
      "Error occurred: Apex CPU time limit exceeded",
      "automation-limit",
    ],
    ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Too many DML statements: 151", "automation-limit"],
    ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "Apex heap size too large: 1", "automation-limit"],
    [
      "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
      "AccountTrigger: System.NullPointerException",
      "refused-record",
    ],
    ["FIELD_CUSTOM_VALIDATION_EXCEPTION", "Too many SOQL queries is no reason", "refused-record"],
  ])("%s around %j is %s", (statusCode, message, reason) => {
    expect(errorFromSalesforceItem([{ statusCode, message, fields: [] }]).reason).toBe(reason);
  });

  test("all errors of an item count: what passes by itself decides, wherever it stands", () => {
    const refused = { statusCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no" };
    const locked = { statusCode: "UNABLE_TO_LOCK_ROW", message: "unable to obtain" };
    expect(errorFromSalesforceItem([refused, locked]).reason).toBe("locked");
    expect(errorFromSalesforceItem([locked, refused]).reason).toBe("locked");
  });

  test("an item that failed without saying why is refused all the same", () => {
    expect(errorFromSalesforceItem([]).code).toBe("crm_write_rejected");
  });
});
