import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { parseHubspotWebhook } from "./hubspot-webhooks.ts";

const clientSecret = "app-secret";
const nowMs = 1_790_000_000_000;
const names: Readonly<Record<string, string>> = { contact: "contact", "0-2": "company" };
const context = {
  connection: "portal",
  clientSecret,
  objectOf: (name: string) => names[name],
  isRead: (_: string, property: string) => property !== "hs_lead_status",
};

function parsed(body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const url = "https://hooks.acme.com/webhooks/portal";
  const signed = createHmac("sha256", clientSecret).update(`POST${url}${text}${nowMs}`);
  const headers = {
    "x-hubspot-request-timestamp": `${nowMs}`,
    "x-hubspot-signature-v3": signed.digest("base64"),
  };
  const call = { method: "POST", url, headers, rawBody: Buffer.from(text) };
  const verdict = parseHubspotWebhook(call, context, nowMs);
  if (verdict.kind === "refused") return expect.unreachable(verdict.why);
  return verdict;
}

function hints(body: unknown) {
  return parsed(body).hints.map(({ ref, kind, isBulk }) => [
    ...[`${ref.object} ${ref.id}`, kind, isBulk],
  ]);
}

const event = {
  ...{ eventId: 3, subscriptionId: 2_129_401, portalId: 62_515, appId: 54_321 },
  ...{ occurredAt: nowMs - 900, attemptNumber: 0, changeSource: "CRM_UI", sourceId: "userId:5" },
};

test("crm-12: tells of records by any name of their object, ids above 2^31 included", () => {
  expect(
    hints([
      { ...event, subscriptionType: "contact.creation", objectId: 407_218_578_642 },
      {
        ...event,
        subscriptionType: "contact.propertyChange",
        objectId: "7",
        propertyName: "email",
      },
      { ...event, eventType: "contact.deletion", objectId: 8 },
      { ...event, subscriptionType: "contact.privacyDeletion", objectId: 9 },
      { ...event, subscriptionType: "object.restore", objectTypeId: "0-2", objectId: 10 },
    ]),
  ).toEqual([
    ["contact 407218578642", "changed", false],
    ["contact 7", "changed", false],
    ["contact 8", "deleted", false],
    ["contact 9", "deleted", false],
    ["company 10", "restored", false],
  ]);
});

test("crm-12: a merge tells of the record that is left and of those that it was merged from, and an import is known as one", () => {
  const merge = { primaryObjectId: 1, mergedObjectIds: [2], newObjectId: 3, objectId: 1 };
  expect(hints([{ ...event, subscriptionType: "contact.merge", ...merge }])).toEqual([
    ["contact 3", "changed", false],
    ["contact 1", "changed", false],
    ["contact 2", "changed", false],
  ]);
  const imported = { subscriptionType: "contact.creation", objectId: 4, changeSource: "IMPORT" };
  expect(hints([{ ...event, ...imported }])).toEqual([["contact 4", "changed", true]]);
});

test("crm-12: what is not about a record that is read tells nothing, and keeps the others from nothing", () => {
  const ours = { ...event, subscriptionType: "contact.creation", objectId: 1 };
  expect(
    hints([
      ...[null, 5, "text", {}, { ...event, subscriptionType: "contact.creation", objectId: "x" }],
      { ...ours, subscriptionType: "invoice.creation" },
      { ...ours, subscriptionType: "contact.propertyChange", propertyName: "hs_lead_status" },
      ours,
    ]),
  ).toEqual([["contact 1", "changed", false]]);
  expect(hints("no JSON")).toEqual([]);
});

test("crm-12: that a note, e-mail, call or task is gone, or back, is told as that, and nothing else of it is", () => {
  const of = (objectTypeId: string, what = "deletion") => ({
    ...{ ...event, subscriptionType: `object.${what}`, objectTypeId, objectId: 46 },
  });
  const body = [of("0-46"), of("0-49"), of("0-48"), of("0-27"), of("0-47"), of("0-46", "creation")];
  const { hints, ended, restored } = parsed([...body, of("0-49", "restore")]);
  expect(hints).toEqual([]);
  const about = { connection: "portal", id: "46", atMs: nowMs - 900, isBulk: false };
  expect(ended).toEqual(["notes", "emails", "calls", "tasks"].map((kind) => ({ ...about, kind })));
  expect(restored).toEqual([{ ...about, kind: "emails" }]);
});

test("crm-12: a note that is put on a record or taken off it tells of the record, from either side; other associations do not", () => {
  const associated = (fromObjectTypeId: string, toObjectTypeId: string, more = {}) => ({
    ...{ ...event, subscriptionType: "object.associationChange", associationRemoved: true },
    ...{ fromObjectTypeId, fromObjectId: 46, toObjectTypeId, toObjectId: 2, ...more },
  });
  const { hints } = parsed([
    associated("0-46", "0-2"),
    associated("0-2", "0-27"),
    { ...associated("0-46", "0-2"), associationRemoved: false, changeSource: "IMPORT" },
    ...[associated("0-2", "0-1"), associated("0-46", "0-3"), associated("0-46", "0-48")],
    associated("0-46", "0-2", { toObjectId: null }),
    {
      ...{ ...event, subscriptionType: "contact.associationChange", fromObjectId: 7 },
      ...{ associationType: "CONTACT_TO_CALL", toObjectId: 8 },
    },
  ]);
  const about = { kind: "changed", atMs: nowMs - 900, isBulk: false };
  const company = (id: string) => ({ connection: "portal", object: "company", id });
  expect(hints).toEqual([
    { ...about, ref: company("2"), field: "recentNotes" },
    { ...about, ref: company("46"), field: "recentTasks" },
    { ...about, ref: company("2"), field: "recentNotes", isBulk: true },
    { ...about, ref: { ...company("7"), object: "contact" }, field: "recentCalls" },
  ]);
});
