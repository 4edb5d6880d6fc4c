import { describe, expect, test } from "vitest";
import { errorFromHubspot, errorFromHubspotItem } from "./hubspot-errors.ts";

function errorOf(status: number, body: unknown = "", headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return errorFromHubspot({ status, headers, body: text }, "write");
}

describe("errorFromHubspot", () => {
  const secondly = {
    status: "error",
    message: "You have reached your secondly limit.",
    category: "RATE_LIMITS",
  };
  const tenSecondly = { policyName: "TEN_SECONDLY_ROLLING", errorType: "RATE_LIMIT" };
  const daily = { policyName: "DAILY", category: "RATE_LIMITS" };
  const html = "<html>Bad Gateway</html>";
  test.each([
    [429, secondly, {}, "crm_rate_limited", 1000],
    [429, tenSecondly, {}, "crm_rate_limited", 10_000],
    [429, tenSecondly, { "retry-after": "3" }, "crm_rate_limited", 3000],
    [429, daily, {}, "crm_quota_exhausted", 900_000],
    [423, {}, {}, "crm_record_locked", 2000],
    [477, {}, { "retry-after": "86400" }, "crm_unavailable", 86_400_000],
    [401, {}, {}, "crm_auth_failed", 60_000],
    [403, { category: "MISSING_SCOPES" }, {}, "crm_auth_failed", 60_000],
    [530, "error code: 1016", {}, "crm_auth_failed", 60_000],
    [500, {}, {}, "crm_unavailable", undefined],
    [502, html, {}, "crm_unavailable", undefined],
    [503, "", { "retry-after": "7" }, "crm_unavailable", 7000],
    [524, "", {}, "crm_unavailable", undefined],
    [302, "", {}, "crm_unavailable", undefined],
  ])("%d %j %j may pass: %s in %s ms", (status, body, headers, code, waitMs) => {
    const error = errorOf(status, body, headers as Record<string, string>);
    expect(error).toMatchObject({ code, retryable: true, retryAfterMs: waitMs });
  });

  const noProperty = { category: "VALIDATION_ERROR", message: 'Property "x" does not exist' };
  const noOption = {
    category: "VALIDATION_ERROR",
    message: 'Property values were not valid: [{"error":"INVALID_OPTION"}]',
  };
  test.each([
    [400, noOption, "crm_write_rejected"],
    [400, noProperty, "crm_field_missing"],
    [400, { errors: [{ message: "PROPERTY_DOESNT_EXIST" }] }, "crm_field_missing"],
    [404, {}, "crm_record_gone"],
    [409, {}, "crm_write_rejected"],
    [414, "", "crm_write_rejected"],
  ])("%d %j will not: %s", (status, body, code) => {
    expect(errorOf(status, body)).toMatchObject({ code, retryable: false });
  });

  test("tells a rejected read from a rejected write", () => {
    const error = errorFromHubspot({ status: 400, headers: {}, body: "" }, "read");
    expect(error.code).toBe("crm_request_rejected");
  });

  test("keeps what an operator asks for: status, category, correlation, records", () => {
    const body = {
      category: "VALIDATION_ERROR",
      correlationId: "c-1",
      context: { ids: ["7"] },
      errors: [{ context: { ids: ["7", "8"] } }],
    };
    expect(errorOf(400, body).details).toEqual({
      status: 400,
      outcome: "rejected",
      category: "VALIDATION_ERROR",
      correlationId: "c-1",
      ids: ["7", "8"],
    });
  });

  test("says what HubSpot said, but not at any length nor with a token", () => {
    const { message } = errorOf(400, { message: `Bearer abc.def ${"x".repeat(1000)}` });
    expect(message).toMatch(/Bearer \[secret\] xxx/);
    expect(message.length).toBeLessThan(400);
  });
});

test("an item of a batch is gone, misses a field, or is refused", () => {
  expect(errorFromHubspotItem({ category: "OBJECT_NOT_FOUND" }).code).toBe("crm_record_gone");
  expect(errorFromHubspotItem({ category: "INTERNAL_ERROR" }).retryable).toBe(true);
  expect(errorFromHubspotItem({ message: "PROPERTY_DOESNT_EXIST" }).code).toBe("crm_field_missing");
  expect(errorFromHubspotItem({ category: "VALIDATION_ERROR" })).toMatchObject({
    code: "crm_write_rejected",
    retryable: false,
  });
});
