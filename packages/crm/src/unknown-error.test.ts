import { recordMetrics } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { errorFromHubspot, errorFromHubspotItem } from "./hubspot/hubspot-errors.ts";
import { errorFromSalesforce, errorFromSalesforceItem } from "./salesforce/salesforce-errors.ts";

const reply = (status: number, body: unknown) => {
  return { status, headers: {}, body: typeof body === "string" ? body : JSON.stringify(body) };
};
const strange = [{ errorCode: "STRANGE_NEW_RULE", message: "Ask Bearer abc.def", hint: ["a", 1] }];
const newRule = { category: "STRANGE_NEW_RULE", message: "no", context: { because: ["b"] } };

test("crm-39: a refusal that no table knows is kept whole, without secrets, and counted", () => {
  const { metrics, stop } = recordMetrics();
  const errors = [
    errorFromSalesforce(reply(400, strange), "write"),
    errorFromSalesforce(reply(418, "<html>short and stout</html>"), "read"),
    errorFromSalesforceItem([{ statusCode: "STRANGE_NEW_RULE", message: "no", fields: [] }]),
    errorFromHubspot(reply(400, newRule), "write"),
    errorFromHubspotItem(newRule),
  ];
  stop();
  expect(errors.map(({ reason }) => reason)).toEqual([
    ...["refused-call", "refused-read", "refused-record", "refused-call", "refused-record"],
  ]);
  expect(errors.map(({ unknownReply }) => unknownReply)).toEqual([
    '[{"errorCode":"STRANGE_NEW_RULE","message":"Ask Bearer [secret]","hint":["a",1]}]',
    "<html>short and stout</html>",
    '[{"statusCode":"STRANGE_NEW_RULE","message":"no","fields":[]}]',
    JSON.stringify(newRule),
    JSON.stringify(newRule),
  ]);
  expect(errors[0]?.reasonDetail).toMatchObject({ reply: errors[0]?.unknownReply });
  expect(errors[0]?.sharedBy(2, "vendor").unknownReply).toBe(errors[0]?.unknownReply);
  expect(metrics.map(({ name, labels }) => [name, ...Object.values(labels)])).toEqual([
    ["fieldwork.crm.errors.unknown", "salesforce", "400"],
    ["fieldwork.crm.errors.unknown", "salesforce", "418"],
    ["fieldwork.crm.errors.unknown", "salesforce", "item"],
    ["fieldwork.crm.errors.unknown", "hubspot", "400"],
    ["fieldwork.crm.errors.unknown", "hubspot", "item"],
  ]);
});

test("crm-39: what the vendors' tables name, and what fails a value, is not unknown", () => {
  const old = { message: "not valid", validationResults: [{ error: "INVALID_LONG", name: "y" }] };
  const rule = { errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "no" };
  const known = [
    errorFromSalesforce(reply(400, [rule]), "write"),
    errorFromSalesforce(reply(503, [{ errorCode: "STRANGE_NEW_OUTAGE" }]), "write"),
    errorFromSalesforceItem([{ statusCode: "STRING_TOO_LONG" }]),
    errorFromHubspot(reply(400, { category: "VALIDATION_ERROR", message: "no" }), "write"),
    errorFromHubspot(reply(400, old), "write"),
    errorFromHubspotItem({ category: "VALIDATION_ERROR", message: "no" }),
  ];
  expect(known.map(({ unknownReply }) => unknownReply)).toEqual(known.map(() => undefined));
});
