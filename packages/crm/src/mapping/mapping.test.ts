import { describe, expect, test } from "vitest";
import type { VendorName } from "../vendors.ts";
import { loadMapping } from "./mapping-file.ts";
import { createMappings } from "./mappings.ts";
import { readField } from "./read-field.ts";

const connections: { name: string; vendor: VendorName }[] = [
  { name: "acme-hubspot", vendor: "hubspot" },
  { name: "acme-salesforce", vendor: "salesforce" },
];

function read(yaml: string) {
  return createMappings(connections, loadMapping({ file: "mapping.yaml", text: yaml }));
}

function problemsOf(yaml: string): string[] {
  try {
    read(yaml);
  } catch (error) {
    return String(error)
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return expect.unreachable("the mapping was accepted");
}

describe("a mapping", () => {
  test("names, by connection, vendor fields under canonical names with their types", () => {
    const mappings = read(`
connections:
  acme-hubspot:
    company:
      fields:
        segment: { from: customer_segment, type: choice, filterable: true }
        phone: false
        domain: { from: [site, website] }
    invoice:
      object: invoices
      fields:
        subject: subject
        closed: { from: closed_date, type: time }
`);
    const [hubspot, salesforce] = connections.map((one) => mappings.of(one));
    const company = hubspot?.get("company");
    expect(company?.vendorObject).toBe("companies");
    expect(company?.fields.find(({ field }) => field === "segment")).toEqual({
      ...{ field: "segment", type: "choice", from: ["customer_segment"] },
      ...{ country: undefined, filterable: true },
    });
    expect(company?.fields.find(({ field }) => field === "domain")).toMatchObject({
      ...{ type: "domain", from: ["site", "website"] },
    });
    expect(company?.fields.map(({ field }) => field)).not.toContain("phone");
    expect(company?.fields.map(({ field }) => field)).toContain("name");
    expect(hubspot?.get("invoice")).toMatchObject({ vendorObject: "invoices" });
    expect(salesforce?.get("company")?.fields.map(({ field }) => field)).toContain("phone");
    expect(salesforce?.has("invoice")).toBe(false);
  });

  test("without a file is what each vendor's folder says", () => {
    const mappings = createMappings(connections);
    for (const object of ["company", "contact", "deal", "ticket"]) {
      const names = connections.map((one) => mappings.of(one).get(object)?.fields);
      expect(names[0]?.map(({ field }) => field)).toEqual(names[1]?.map(({ field }) => field));
    }
    expect(mappings.inputProblem("lead", "company")).toBeUndefined();
    expect(mappings.inputProblem("company", "employees")).toBeUndefined();
  });

  test("tells every problem of its form at once, with file, line, column and remedy", () => {
    expect(
      problemsOf(`connections:
  acme-hubspot:
    company:
      fields:
        Segment: x
        size: { from: "drop table", type: number }
        band: { from: band, type: colour }
        phone2: { from: phone2, country: country }
        nice: 7
        other: { from: other, filter: true }
    2tickets:
      fields: {}
`),
    ).toEqual([
      expect.stringMatching(/^mapping\.yaml:5:18: .*Segment: Segment is not a valid name\. Use/),
      expect.stringMatching(/^mapping\.yaml:6:23: .*size\.from: .*has the wrong form\. Write the/),
      expect.stringMatching(
        /^mapping\.yaml:7:35: .*band\.type: "colour" is not allowed\. Write one/,
      ),
      expect.stringMatching(
        /^mapping\.yaml:8:42: .*phone2\.country: applies only to a phone number/,
      ),
      expect.stringMatching(/^mapping\.yaml:9:15: .*nice: 7 is not allowed\. Write it in/),
      expect.stringMatching(/^mapping\.yaml:10:39: .*other\.filter: there is no such key\. Remove/),
      expect.stringMatching(/^mapping\.yaml:12:7: .*2tickets: 2tickets is not a valid name/),
    ]);
  });

  test("tells every problem that shows beside the connections", () => {
    expect(
      problemsOf(`connections:
  acme:
    company: { fields: {} }
  acme-hubspot:
    invoice:
      fields: { subject: subject }
    company:
      fields:
        segment: { from: segment, type: number }
  acme-salesforce:
    company:
      fields:
        segment: Segment__c
`),
    ).toEqual([
      "mapping.yaml:3:5: connections.acme: there is no connection with this name. Name one of acme-hubspot, acme-salesforce",
      "mapping.yaml:6:7: connections.acme-hubspot.invoice: the mapping does not say what hubspot calls a invoice. Add object: with the vendor's name for it",
      "mapping.yaml:13:18: connections.acme-salesforce.company.fields.segment: is of type text, and of type number in acme-hubspot. Give it the same type in both",
    ]);
  });

  test("that is no YAML says where", () => {
    expect(problemsOf("connections: [")).toEqual([
      expect.stringMatching(/^mapping\.yaml:1:\d+: .*Correct its syntax$/),
    ]);
  });
});

describe("an enrichment's input", () => {
  const yaml = (salesforce: string) => `
connections:
  acme-hubspot:
    company: { fields: { segment: segment } }
    invoice: { object: invoices, fields: { subject: subject } }
  acme-salesforce:
    company: { fields: { ${salesforce} } }
`;

  test("has to be mapped in every connection that has the object", () => {
    expect(read(yaml("")).inputProblem("company", "segment")).toEqual({
      problem: "segment is not mapped in acme-salesforce",
      remedy: "Map it there, or write segment: false where there is no such field",
    });
    expect(read(yaml("segment: Segment__c")).inputProblem("company", "segment")).toBeUndefined();
    expect(read(yaml("segment: false")).inputProblem("company", "segment")).toBeUndefined();
    expect(read(yaml("")).inputProblem("invoice", "subject")).toBeUndefined();
  });

  test("that no connection maps is told, and so is an object that none has", () => {
    const mappings = read(yaml(""));
    expect(mappings.inputProblem("company", "shoeSize")).toMatchObject({
      problem: "a company has no canonical field shoeSize",
      remedy: expect.stringMatching(/^Name one of name, .*segment, .*or map it in mapping\.yaml$/),
    });
    expect(mappings.inputProblem("order", "name")).toMatchObject({
      problem: "no connection has an object order",
    });
  });
});

describe("an output", () => {
  test("that a mapping reads is told with the connection, by what each vendor calls its field", () => {
    const mappings = read(`
connections:
  acme-hubspot:
    company: { fields: { segment: { from: [band, ai_industry] }, phone: { from: phone, type: phone, country: ai_country } } }
  acme-salesforce:
    company: { fields: { segment: ai_industry__C } }
`);
    expect(mappings.readersOf("company", "ai_industry")).toEqual([
      { connection: "acme-hubspot", field: "segment" },
      { connection: "acme-salesforce", field: "segment" },
    ]);
    expect(mappings.readersOf("company", "ai_country")).toEqual([
      { connection: "acme-hubspot", field: "phone" },
    ]);
    expect(mappings.readersOf("company", "ai_summary")).toEqual([]);
    expect(mappings.readersOf("contact", "ai_industry")).toEqual([]);
  });
});

describe("a field of each type is read in its canonical spelling", () => {
  test.each([
    ["text", "  5.00 ", "  5.00 "],
    ["number", "5000.00", "5000"],
    ["integer", "12.0", "12"],
    ["number", "about 5", "about 5"],
    ["boolean", "TRUE", "true"],
    ["date", "1709164800000", "2024-02-29"],
    ["date", "2024-02-29T00:00:00.000+0000", "2024-02-29"],
    ["date", "2024-02-29T13:00:00Z", "2024-02-29T13:00:00Z"],
    ["time", "2024-02-29T13:00:00.000+0000", "2024-02-29T13:00:00.000Z"],
    ["timeZone", "us_slash_eastern", "America/New_York"],
    ["timeZone", "somewhere", "somewhere"],
    ["choices", "Web;Shops;Web", "Shops;Web"],
    ["domain", "https://www.Berg.se/x", "berg.se"],
    ["phone", "08-123 456 78", "+46812345678"],
  ] as const)("%s %s", (type, text, value) => {
    const fields: Readonly<Record<string, string>> = { theirs: text, country: "SE" };
    const mapped = { field: "ours", type, from: ["missing", "theirs"], country: "country" };
    expect(readField({ ...mapped, filterable: false }, (name) => fields[name])).toBe(value);
  });

  test("what is hidden stays hidden, and what is empty stays empty", () => {
    const mapped = { field: "ours", type: "number", from: ["a", "b"], filterable: false } as const;
    expect(readField(mapped, () => undefined)).toBeUndefined();
    expect(readField(mapped, (name) => (name === "a" ? null : undefined))).toBeNull();
    expect(readField(mapped, (name) => (name === "a" ? undefined : null))).toBeUndefined();
  });
});

test("fields are filterable that any connection marks as such", () => {
  const mappings = createMappings([
    { name: "acme-hubspot", vendor: "hubspot" },
    { name: "acme-salesforce", vendor: "salesforce" },
  ]);
  expect(mappings.filterable).toEqual({ company: ["country"] });
});

test("a field is filterable as before while a mapping says nothing else, and no longer once each says so", () => {
  const mapped = read(`
connections:
  acme-hubspot:
    company: { fields: { country: land, segment: { from: segment, filterable: true } } }
    ticket: { object: tickets, fields: { topic: { from: topic, filterable: true } } }
  acme-salesforce:
    company: { fields: { country: false, segment: Segment__c } }
`);
  expect(mapped.filterable).toEqual({ company: ["country", "segment"], ticket: ["topic"] });
  const unmarked = read(`
connections:
  acme-hubspot: { company: { fields: { country: { from: country, filterable: false } } } }
  acme-salesforce: { company: { fields: { country: false } } }
`);
  expect(unmarked.filterable).toEqual({});
});

describe("what people log on a record", () => {
  test("is read of each shipped object, within bounds that a mapping sets", () => {
    const mappings = read(`
connections:
  acme-hubspot:
    deal: { fields: {}, activities: { notes: { newest: 10, maxChars: 2000 }, calls: false } }
    invoice: { object: invoices, fields: { subject: subject }, activities: { notes: {} } }
`);
    const [hubspot, salesforce] = connections.map((one) => mappings.of(one));
    const kinds = (object: string) => hubspot?.get(object)?.activities;
    expect(kinds("deal")).toMatchObject([
      { kind: "notes", field: "recentNotes", newest: 10, maxChars: 2000 },
      { kind: "emails", newest: 5, maxChars: 1000 },
      { kind: "tasks" },
    ]);
    expect(kinds("invoice")).toMatchObject([{ kind: "notes" }]);
    expect(kinds("company")).toHaveLength(4);
    for (const object of ["deal", "contact", "lead"]) {
      expect(salesforce?.get(object)?.activities).toHaveLength(4);
    }
    expect(mappings.inputProblem("deal", "recentNotes")).toBeUndefined();
    expect(mappings.inputProblem("deal", "recentCalls")).toBeUndefined();
  });

  test("has to be mapped where it is an input, or declined", () => {
    const reads = (salesforce: string) =>
      read(`
connections:
  acme-hubspot: { order: { object: orders, fields: {}, activities: { emails: {} } } }
  acme-salesforce: { order: { object: Order, fields: {}, ${salesforce} } }
`).inputProblem("order", "recentEmails");
    expect(reads("")?.problem).toBe("recentEmails is not mapped in acme-salesforce");
    expect(reads("activities: { emails: false }")).toBeUndefined();
    expect(
      problemsOf(`connections:
  acme-hubspot: { deal: { fields: {}, activities: { notes: { newest: 21 } } } }`),
    ).toEqual([expect.stringMatching(/activities\.notes\.newest: .*<=20/)]);
  });
});
