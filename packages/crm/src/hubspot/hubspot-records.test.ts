import { recordChanged } from "@fieldwork/contracts";
import { describe, expect, test } from "vitest";
import { objectsOf } from "../mapping/mapping.ts";
import { hubspotObject } from "./hubspot-fields.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";
import { recordFromHubspot } from "./hubspot-records.ts";

const objectOf = objectsOf(hubspotMapping, hubspotObject);
const context = {
  connection: "acme",
  object: "company",
  read: objectOf("company"),
  outputs: [{ field: "ai_industry", label: "AI industry", type: "text" as const, maxChars: 40 }],
};
const stamp = "2026-03-01T10:00:00.46Z";

function read(properties: Record<string, unknown>, extra = {}) {
  const all = { hs_lastmodifieddate: stamp, ...properties };
  return recordFromHubspot({ id: "407218578642", properties: all, ...extra }, context);
}

describe("recordFromHubspot", () => {
  test("puts a company in canonical terms", () => {
    const record = read({
      name: "Berg & Son",
      domain: "WWW.Berg.se",
      phone: "08-123 456 78",
      country: "Sverige",
      numberofemployees: "120.0",
      city: "",
      ai_industry: "Media",
    });
    expect(record).toMatchObject({
      ref: { connection: "acme", object: "company", id: "407218578642" },
      version: { vendorAt: "2026-03-01T10:00:00.460Z" },
      fields: {
        name: "Berg & Son",
        domain: "berg.se",
        phone: "+46812345678",
        country: "Sverige",
        employees: "120",
        city: null,
      },
      outputs: { ai_industry: "Media" },
    });
  });

  test("crm-14: keeps absent, empty and set apart", () => {
    expect(read({ name: null }).fields).toEqual({ name: null });
    expect(read({}).outputs).toEqual({});
    expect(read({ ai_industry: "" }).outputs).toEqual({ ai_industry: null });
  });

  test("finds the domain in the website where it stands nowhere else", () => {
    expect(read({ domain: "", website: "https://berg.se/om" }).fields.domain).toBe("berg.se");
    expect(read({ domain: "a.se", website: "https://berg.se" }).fields.domain).toBe("a.se");
  });

  test("a change of content changes the hash, a change of form does not", () => {
    const { contentHash } = read({ numberofemployees: "120.0" }).version;
    expect(read({ numberofemployees: "120" }).version.contentHash).toBe(contentHash);
    expect(read({ numberofemployees: "121" }).version.contentHash).not.toBe(contentHash);
    expect(read({ ai_industry: "Media" }).version.contentHash).not.toBe(
      read({}).version.contentHash,
    );
  });

  test("falls back on the record's own stamp; without any, the log refuses this record alone", () => {
    const updatedAt = new Date("2026-01-01T00:00:00Z");
    const { version } = read({ hs_lastmodifieddate: null }, { updatedAt });
    expect(version.vendorAt).toBe("2026-01-01T00:00:00.000Z");
    const unstamped = { kind: "changed", ...read({ hs_lastmodifieddate: null }), readAt: stamp };
    expect(recordChanged.safeParse(unstamped).error?.issues).toMatchObject([
      { path: ["version", "vendorAt"] },
    ]);
  });

  test("a contact's phone takes the country that stands beside it, which is no field of its own", () => {
    const contact = recordFromHubspot(
      {
        id: "7",
        properties: {
          lastmodifieddate: stamp,
          phone: "08-123 456 78",
          country: "SE",
          jobtitle: "CFO",
        },
      },
      { connection: "acme", object: "contact", read: objectOf("contact"), outputs: [] },
    );
    expect(contact.fields).toEqual({ phone: "+46812345678", jobTitle: "CFO" });
  });
});
