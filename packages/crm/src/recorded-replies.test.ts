import { describe, expect, test } from "vitest";
import { errorFromHubspot } from "./hubspot/hubspot-errors.ts";
import { hubspotRecord } from "./hubspot/hubspot-records.ts";
import { resultsOf } from "./hubspot/hubspot-writes.ts";
import { errorFromSalesforce, errorFromSalesforceItem } from "./salesforce/salesforce-errors.ts";
import { identify, salesforceRow } from "./salesforce/salesforce-records.ts";

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
};

/** Made after replies that the vendors gave to others: every shape, and nobody's data. */
describe("replies as vendors have sent them", () => {
  test("crm-39: rows of Salesforce name their object, may hold others within, and have times without a colon", () => {
    const row = salesforceRow.parse({
      attributes: {
        type: "Account",
        url: "/services/data/v42.0/sobjects/Account/0014W000027f6V3QAI",
      },
      ...{ Id: "0014W000027f6V3QAI", Name: "Acme", SystemModstamp: "2020-10-22T21:03:23.000+0000" },
      Owner: { attributes: { type: "User" }, Name: "Ann" },
      Contacts: { totalSize: 1, done: true, records: [{ attributes: { type: "Contact" } }] },
    });
    expect(identify(row)).toEqual({
      ...{ id: "0014W000027f6V3QAI", vendorAt: "2020-10-22T21:03:23.000Z" },
    });
    const counted = { attributes: { type: "AggregateResult" }, Id: null, count: 7 };
    expect(salesforceRow.safeParse(counted).success).toBe(true);
  });

  test.each([
    [
      401,
      [{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }],
      "refused-credentials",
    ],
    [
      400,
      [
        {
          fields: [],
          message: "No such column 'x' on entity 'Account'.",
          errorCode: "INVALID_FIELD",
        },
      ],
      "unknown-field",
    ],
    [
      404,
      [{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }],
      "wrong-endpoint",
    ],
    [
      403,
      [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }],
      "quota",
    ],
    [503, "<html><head><title>Down for maintenance</title></head></html>", "busy"],
  ])("crm-39: Salesforce's %d of %j is known as it is", (status, body, reason) => {
    expect(errorFromSalesforce(reply(status, body), "read").reason).toBe(reason);
  });

  test("crm-39: logins are refused without a list, and in a field of another name", () => {
    const body = { error: "invalid_grant", error_description: "expired access/refresh token" };
    const error = errorFromSalesforce(reply(400, body), "login");
    expect(error).toMatchObject({ reason: "refused-credentials", scope: "account" });
    expect(error.message).toContain("expired access/refresh token");
  });

  test("crm-39: a refused record of a collection tells its fields, and has no id", () => {
    const required = {
      statusCode: "REQUIRED_FIELD_MISSING",
      message: "missing: [Name]",
      fields: ["Name"],
    };
    expect(errorFromSalesforceItem([required])).toMatchObject({
      ...{ reason: "refused-record", retryable: false },
      details: { errorCode: "REQUIRED_FIELD_MISSING", fields: ["Name"] },
    });
    const converted = {
      statusCode: "CANNOT_UPDATE_CONVERTED_LEAD",
      message: "cannot reference converted lead",
      fields: [],
    };
    expect(errorFromSalesforceItem([converted])).toMatchObject({ reason: "refused-record" });
  });

  test("crm-39: HubSpot's limit of searches names no policy, and no time to wait", () => {
    const body = {
      ...{ status: "error", message: "You have reached your secondly limit." },
      ...{ correlationId: "6d5bc9a2", category: "RATE_LIMITS" },
    };
    const headers = {
      "x-hubspot-ratelimit-daily": "250000",
      "x-hubspot-ratelimit-daily-remaining": "249000",
    };
    expect(errorFromHubspot(reply(429, body, headers), "read")).toMatchObject({
      ...{ reason: "rate-limited", retryAfterMs: 1000 },
    });
  });

  test("crm-39: HubSpot's older refusals put their details under validationResults", () => {
    const body = {
      ...{ status: "error", message: "Property values were not valid", correlationId: "a" },
      validationResults: [
        {
          isValid: false,
          message: 'Property "x" does not exist',
          error: "PROPERTY_DOESNT_EXIST",
          name: "x",
        },
      ],
    };
    expect(errorFromHubspot(reply(400, body), "write").reason).toBe("unknown-field");
  });

  test("crm-35: what an admin's own rule demands is refused for the record, with the rule's words, and not tried again", () => {
    const body = {
      ...{
        status: "error",
        category: "VALIDATION_ERROR",
        message: "Property values were not valid",
      },
      errors: [
        {
          message: "Industry is required when lifecycle stage is Customer",
          code: "CONDITIONAL_REQUIRED_PROPERTY",
          context: { propertyName: ["industry"], ids: ["7"] },
        },
      ],
    };
    const error = errorFromHubspot(reply(400, body), "write");
    expect(error).toMatchObject({ reason: "refused-call", scope: "record", retryable: false });
    expect(error.details).toMatchObject({ ids: ["7"] });
    const item = { ...body.errors[0], category: "VALIDATION_ERROR" };
    const writes = ["7", "8"].map((id) => ({ id, values: {} }));
    const results = resultsOf(writes, { results: [{ id: "8" }], errors: [item] });
    expect(results).toMatchObject([
      { kind: "refused", error: { reason: "refused-record", retryable: false } },
      { kind: "written" },
    ]);
    expect(results[0]).toMatchObject({
      error: { message: expect.stringContaining("Industry is required") },
    });
  });

  test("crm-39: HubSpot's records have numbers as ids, unset and empty values, and what nobody asked for", () => {
    const record = hubspotRecord.parse({
      id: 407218578642,
      properties: { name: "Acme", phone: "", zip: null, amount: "5000.00" },
      ...{ createdAt: new Date(0), updatedAt: new Date(1), archived: false },
      url: "https://app.hubspot.com/contacts/1/company/2",
    });
    expect(record.id).toBe("407218578642");
    expect(record.properties).toMatchObject({ phone: "", zip: null });
  });
});
