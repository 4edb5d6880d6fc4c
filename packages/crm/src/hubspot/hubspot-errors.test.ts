import { describe, expect, test } from "vitest";
import { errorFromHubspot, errorFromHubspotItem } from "./hubspot-errors.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");

function errorOf(
  status: number,
  body: unknown = "",
  { headers = {}, during = "write" as "read" | "write" } = {},
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return errorFromHubspot({ status, headers, body: text }, during, nowMs);
}

const secondly = {
  status: "error",
  message: "You have reached your secondly limit.",
  category: "RATE_LIMITS",
};
const tenSecondly = { policyName: "TEN_SECONDLY_ROLLING", errorType: "RATE_LIMIT" };
const daily = { policyName: "DAILY", category: "RATE_LIMITS" };
const html = "<html><head><title>Access denied</title></head></html>";
const noProperty = { category: "VALIDATION_ERROR", message: 'Property "x" does not exist' };
const noOption = {
  category: "VALIDATION_ERROR",
  message: 'Property values were not valid: [{"error":"INVALID_OPTION"}]',
};
const gone = { category: "OBJECT_NOT_FOUND", message: "contact does not exist" };
const old = {
  message: "Property values were not valid",
  validationResults: [{ error: "INVALID_LONG", message: "x was not a valid long.", name: "y" }],
};

describe("errorFromHubspot", () => {
  test.each<[number, unknown, Record<string, string>, string, string, number]>([
    [429, secondly, {}, "rate-limited", "account", 1000],
    [429, tenSecondly, {}, "rate-limited", "account", 10_000],
    [429, tenSecondly, { "retry-after": "3" }, "rate-limited", "account", 3000],
    [429, tenSecondly, { "retry-after": `${nowMs / 1000 + 9}` }, "rate-limited", "account", 9000],
    [429, { message: "Try again in 38s" }, {}, "rate-limited", "account", 38_000],
    [
      429,
      {},
      { "x-hubspot-ratelimit-interval-milliseconds": "1000" },
      "rate-limited",
      "account",
      1000,
    ],
    [429, daily, {}, "quota", "account", 900_000],
    [429, { message: "You have reached your daily limit." }, {}, "quota", "account", 900_000],
    [429, {}, { "x-hubspot-ratelimit-daily-remaining": "0" }, "quota", "account", 900_000],
    [401, {}, {}, "refused-credentials", "account", 60_000],
    [530, "error code: 1016", {}, "refused-credentials", "account", 60_000],
    [403, { category: "MISSING_SCOPES" }, {}, "not-permitted", "connection", 60_000],
    [423, {}, {}, "locked", "record", 2000],
    [477, {}, {}, "busy", "vendor", 3_600_000],
    [477, {}, { "retry-after": "86400" }, "busy", "vendor", 86_400_000],
    [503, "", { "retry-after": "7" }, "busy", "vendor", 7000],
  ])(
    "crm-17: %d %j %j may pass: %s, of the %s, in %d ms",
    (status, body, headers, reason, scope, waitMs) => {
      expect(errorOf(status, body, { headers })).toMatchObject({
        ...{ reason, scope },
        ...{ retryable: true, retryAfterMs: waitMs, outcome: "rejected" },
      });
    },
  );

  test.each<[number, unknown, string, string]>([
    [302, "", "busy", "rejected"],
    [408, "", "busy", "rejected"],
    [425, "", "busy", "rejected"],
    [500, {}, "broken", "unknown"],
    [502, html, "broken", "unknown"],
    [504, "", "broken", "unknown"],
    [521, "", "busy", "rejected"],
    [523, "", "busy", "rejected"],
    [524, "", "broken", "unknown"],
  ])("%d is the vendor's: %s, and was %s", (status, body, reason, outcome) => {
    expect(errorOf(status, body)).toMatchObject({
      ...{ reason, outcome, scope: "vendor", retryable: true, retryAfterMs: undefined },
    });
  });

  test.each<[number, unknown, string, string]>([
    [400, "", "refused-call", "record"],
    [400, noOption, "refused-call", "record"],
    [400, old, "refused-call", "record"],
    [409, {}, "refused-call", "record"],
    [413, html, "refused-call", "record"],
    [414, "", "refused-call", "record"],
    [403, html, "turned-away", "record"],
    [403, "", "turned-away", "record"],
    [404, gone, "gone", "record"],
    [404, { context: { ids: ["7"] } }, "gone", "record"],
    [400, noProperty, "unknown-field", "connection"],
    [400, { errors: [{ code: "PROPERTY_DOESNT_EXIST" }] }, "unknown-field", "connection"],
    [400, { errors: [{ message: "PROPERTY_DOESNT_EXIST" }] }, "unknown-field", "connection"],
    // A wrong path or version is answered so, and says nothing of any record.
    [404, {}, "wrong-endpoint", "connection"],
    [404, "", "wrong-endpoint", "connection"],
    [404, html, "wrong-endpoint", "connection"],
    [404, { message: "resource not found" }, "wrong-endpoint", "connection"],
    [405, "", "wrong-endpoint", "connection"],
    [406, "", "wrong-endpoint", "connection"],
    [410, "", "wrong-endpoint", "connection"],
    [415, "", "wrong-endpoint", "connection"],
  ])("%d %j will not pass: %s, of the %s", (status, body, reason, scope) => {
    expect(errorOf(status, body)).toMatchObject({
      ...{ reason, scope, retryable: false, outcome: "rejected" },
    });
  });

  test.each([
    [400, ""],
    [403, html],
  ])("%d to a read is no record's fault", (status, body) => {
    expect(errorOf(status, body, { during: "read" })).toMatchObject({
      ...{ reason: "refused-read", scope: "connection", code: "crm_request_rejected" },
    });
  });

  test("a value that speaks of missing properties is no missing property", () => {
    const message = 'Email address "a property that does not exist" is invalid';
    expect(errorOf(400, { message }).reason).toBe("refused-call");
  });

  test("a body of another shape takes nothing from what can be read", () => {
    const body = { category: 7, message: "Property values were not valid", errors: "none" };
    expect(errorOf(400, body).signature).toBe("400 - property values were not valid");
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
      reason: "refused-call",
      signature: "400 VALIDATION_ERROR",
      category: "VALIDATION_ERROR",
      correlationId: "c-1",
      ids: ["7", "8"],
    });
  });

  test("refusals of one cause have one signature, others have not", () => {
    const refusal = (id: number, error = "INVALID_OPTION") =>
      errorOf(400, {
        message: `Property values were not valid: [{"name":"ai_industry","value":"${id}"}]`,
        correlationId: `${id}`,
        errors: [{ code: error }],
      }).signature;
    expect(refusal(1)).toBe(refusal(22));
    expect(refusal(1)).not.toBe(refusal(1, "INVALID_LONG"));
    expect(errorOf(403, html).signature).toBe("403 - access denied");
  });

  test("says what HubSpot said, but not at any length nor with a token", () => {
    const { message } = errorOf(400, { message: `Bearer abc.def ${"x".repeat(1000)}` });
    expect(message).toMatch(/Bearer \[secret\] xxx/);
    expect(message.length).toBeLessThan(400);
    expect(errorOf(400, old).message).toContain("x was not a valid long.");
  });
});

test.each<[string, string, string, boolean, string]>([
  ["OBJECT_NOT_FOUND", "", "gone", false, "rejected"],
  ["VALIDATION_ERROR", "Invalid", "refused-record", false, "rejected"],
  ["CONFLICT", "", "refused-record", false, "rejected"],
  ["SOMETHING_NEW", "", "refused-record", false, "rejected"],
  ["VALIDATION_ERROR", 'Property "x" does not exist', "unknown-field", false, "rejected"],
  ["MISSING_SCOPES", "", "not-permitted", true, "rejected"],
  ["RATE_LIMITS", "", "rate-limited", true, "rejected"],
  ["LOCKED", "", "locked", true, "rejected"],
  ["RESOURCE_LOCKED", "", "locked", true, "rejected"],
  ["INTERNAL_ERROR", "", "broken", true, "unknown"],
])("an item of a batch with %s %j is %s", (category, message, reason, retryable, outcome) => {
  expect(errorFromHubspotItem({ category, message })).toMatchObject({
    ...{ reason, retryable, outcome },
  });
});

test("an item of a batch keeps the wait that it asks for", () => {
  const limited = { category: "RATE_LIMITS", message: "Try again in 38s" };
  expect(errorFromHubspotItem(limited).retryAfterMs).toBe(38_000);
});
