import type { FieldAutomations, ObjectAutomations } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { automationLines } from "./automations-text.ts";
import { automationsFor } from "./sheet-automations.ts";

const flow = { kind: "flow", name: "Route", isActive: true, page: null } as const;
const old = {
  kind: "apex-class",
  name: "Old",
  isActive: false,
  page: "https://a.example/1",
} as const;
const nothing = { automations: [], gap: null };
const fields: FieldAutomations[] = [
  {
    field: "ai_industry",
    automations: [
      { ...flow, use: "starts" },
      { ...old, use: "names" },
    ],
    gap: null,
  },
  { field: "ai_industry_source", automations: [{ ...old, use: "names" }], gap: null },
  { field: "ai_industry_date", ...nothing },
  {
    ...{ field: "ai_summary", automations: [] },
    gap: { code: "not-permitted", said: "403", grant: "the scope automation" },
  },
];
const found: ObjectAutomations = { fields, onUpdate: [flow], onUpdateGap: null };
const recordPage = "https://a.example/lightning/r/Account/{id}/view";
const read = { found, problem: null, readAt: new Date(0), isAwaited: false, recordPage };

test("a sheet has the automations of the fields that it is about, and of what stands beside them", () => {
  expect(automationsFor(read, ["ai_industry"]).fields.map(({ field }) => field)).toEqual([
    "ai_industry",
    "ai_industry_source",
  ]);
});

test("a field that was not looked at is not known, and neither is any while the CRM could not be asked", () => {
  expect(automationsFor(read, ["ai_size"]).fields).toEqual([
    { field: "ai_size", automations: [], gap: { code: "not-read", said: null, grant: null } },
  ]);
  const problem = { code: "failed", said: "it is closed", grant: null } as const;
  expect(automationsFor({ ...read, found: null, problem }, ["ai_size"])).toMatchObject({
    fields: [{ gap: problem }],
    onUpdateGap: problem,
  });
});

test.each<[string, string | null]>([
  ["javascript:alert(document.domain)//https://a.example/", recordPage],
  ["data:text/html,<script>alert(1)</script>", recordPage],
  ["http://a.example/flow/1", recordPage],
  ["https://evil.example/a.example", recordPage],
  ["https://a.example.evil.example/flow/1", recordPage],
  ["https://a.example@evil.example/flow/1", recordPage],
  ["https://people@a.example/flow/1", recordPage],
  ["https://a.example:8443/flow/1", recordPage],
  ["//evil.example/flow/1", recordPage],
  ["\\\\evil.example", recordPage],
  ["", recordPage],
  ["https://a.example/flow/1", null],
  ["https://a.example/flow/1", "no address"],
])(
  "a link that leads elsewhere than to the connection's own CRM is left out: %s",
  (page, records) => {
    const hostile = { ...flow, page };
    const told: ObjectAutomations = {
      fields: [{ field: "ai_size", automations: [{ ...hostile, use: "names" }], gap: null }],
      ...{ onUpdate: [hostile, old], onUpdateGap: null },
    };
    const shown = automationsFor({ ...read, found: told, recordPage: records }, ["ai_size"]);
    const pages = [...shown.fields.flatMap(({ automations }) => automations), ...shown.onUpdate];
    const kept = records === recordPage ? old.page : null;
    expect(pages.map(({ name, page: to }) => [name, to])).toEqual([
      ["Route", null],
      ["Route", null],
      ["Old", kept],
    ]);
  },
);

test("people read which automations there are, and why nothing is known of others", () => {
  const { fields: told, ...rest } = automationsFor(read, ["ai_industry", "ai_summary"]);
  const lines = automationLines({ ...rest, fields: [...told, { field: "ai_size", ...nothing }] });
  expect(lines.map((line) => line.trim())).toEqual([
    "follows   the CRM's own automations, as of 1970-01-01T00:00:00.000Z:",
    'ai_industry: its change starts flow "Route"; it is named in Apex class "Old" (not active) https://a.example/1',
    'ai_industry_source: it is named in Apex class "Old" (not active) https://a.example/1',
    "ai_summary: not known, the CRM does not let us look: 403. Grant the scope automation",
    "ai_size: none names it",
    'any update: it may start flow "Route"',
  ]);
});
