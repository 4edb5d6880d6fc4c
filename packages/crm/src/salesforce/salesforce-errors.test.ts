import { describe, expect, test } from "vitest";
import { errorFromSalesforce, errorFromSalesforceItem } from "./salesforce-errors.ts";

function errorOf(status: number, body: unknown = "", during: "read" | "write" | "login" = "write") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return errorFromSalesforce({ status, headers: {}, body: text }, during);
}

function coded(errorCode: string, message = "") {
  return [{ errorCode, message }];
}

describe("errorFromSalesforce", () => {
  test.each([
    [401, coded("INVALID_SESSION_ID"), "crm_auth_failed"],
    [403, coded("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), "crm_quota_exhausted"],
    [
      403,
      coded("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit"),
      "crm_rate_limited",
    ],
    [429, coded("REQUEST_LIMIT_EXCEEDED", "Too many requests."), "crm_rate_limited"],
    [403, coded("API_DISABLED_FOR_ORG"), "crm_auth_failed"],
    [400, coded("UNABLE_TO_LOCK_ROW"), "crm_record_locked"],
    [503, coded("SERVER_UNAVAILABLE"), "crm_unavailable"],
    [500, coded("UNKNOWN_EXCEPTION"), "crm_unavailable"],
    [502, "<html></html>", "crm_unavailable"],
    [420, "", "crm_unavailable"],
    [406, "", "crm_unavailable"],
    [301, "", "crm_unavailable"],
  ])("%d %j may pass: %s", (status, body, code) => {
    expect(errorOf(status, body)).toMatchObject({ code, retryable: true });
  });

  test.each([
    [400, coded("JSON_PARSER_ERROR"), "crm_write_rejected"],
    [400, coded("INVALID_FIELD", "No such column 'X' on entity"), "crm_field_missing"],
    [404, coded("NOT_FOUND"), "crm_record_gone"],
    [412, "", "crm_write_rejected"],
  ])("%d %j will not: %s", (status, body, code) => {
    expect(errorOf(status, body)).toMatchObject({ code, retryable: false });
  });

  test("tells a rejected read from a rejected write", () => {
    expect(errorOf(400, coded("MALFORMED_QUERY"), "read").code).toBe("crm_request_rejected");
  });

  test("a 401 asks for a new session, unless the app is shut out", () => {
    expect(errorOf(401, coded("INVALID_SESSION_ID")).details.isSessionExpired).toBe(true);
    const shutOut = coded("INVALID_AUTH", "Connected app is not attached to Agent");
    expect(errorOf(401, shutOut).details.isSessionExpired).toBe(false);
  });

  test("a login that is refused is no write that may have been done", () => {
    const refused = errorOf(400, { error: "invalid_client", error_description: "no" }, "login");
    expect(refused).toMatchObject({ code: "crm_auth_failed", details: { outcome: "not-sent" } });
    expect(refused.message).toContain("invalid_client no");
    expect(errorOf(503, "", "login").code).toBe("crm_unavailable");
  });
});

describe("errorFromSalesforceItem", () => {
  test.each([
    ["STRING_TOO_LONG", "crm_write_rejected", false],
    ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "crm_write_rejected", false],
    ["FIELD_CUSTOM_VALIDATION_EXCEPTION", "crm_write_rejected", false],
    ["CANNOT_UPDATE_CONVERTED_LEAD", "crm_write_rejected", false],
    ["INSUFFICIENT_ACCESS_OR_READONLY", "crm_write_rejected", false],
    ["DUPLICATES_DETECTED", "crm_write_rejected", false],
    ["INVALID_FIELD_FOR_INSERT_UPDATE", "crm_field_missing", false],
    ["ENTITY_IS_DELETED", "crm_record_gone", false],
    ["INVALID_CROSS_REFERENCE_KEY", "crm_record_gone", false],
    ["ENTITY_IS_LOCKED", "crm_record_locked", false],
    ["UNABLE_TO_LOCK_ROW", "crm_record_locked", true],
    ["REQUEST_LIMIT_EXCEEDED", "crm_quota_exhausted", true],
  ])("%s is %s", (statusCode, code, retryable) => {
    const error = errorFromSalesforceItem([{ statusCode, message: "m", fields: ["F__c"] }]);
    expect(error).toMatchObject({
      code,
      retryable,
      details: { errorCode: statusCode, fields: ["F__c"] },
    });
  });

  test("an item that failed without saying why is refused all the same", () => {
    expect(errorFromSalesforceItem([]).code).toBe("crm_write_rejected");
  });
});
