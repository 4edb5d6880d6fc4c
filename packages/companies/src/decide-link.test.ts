import fc from "fast-check";
import { expect, test } from "vitest";
import { type CompanyFacts, decideLink } from "./decide-link.ts";
import { mailProviders } from "./testing.ts";

const volvo: CompanyFacts = {
  name: "AB Volvo (publ)",
  domain: "volvo.com",
  country: "Sweden",
  city: "Gothenburg",
  phone: "+4631660000",
};

function decided(one: CompanyFacts, other: CompanyFacts): string {
  const { verdict, reason } = decideLink(one, other);
  return `${verdict}: ${reason}`;
}

test.each<[string, CompanyFacts, string]>([
  [
    "the same domain",
    { name: "VOLVO", domain: "www.volvo.com", country: "SE" },
    "linked: same-domain",
  ],
  ["the domain alone", { domain: "investors.volvo.com" }, "linked: same-domain"],
  [
    "the same domain, another name",
    { name: "Mack Trucks", domain: "volvo.com" },
    "doubtful: domain-but-other-name",
  ],
  [
    "the same domain, another country",
    { name: "Volvo", domain: "volvo.com", country: "Norway" },
    "doubtful: domain-but-other-country",
  ],
  [
    "the same name and phone",
    { name: "Volvo", phone: "+4631660000" },
    "linked: same-name-and-phone",
  ],
  [
    "the same name in the same city",
    { name: "Volvo", city: "Gothenburg", country: "Sverige" },
    "linked: same-name-and-place",
  ],
  ["the name alone", { name: "Volvo" }, "doubtful: name-alone"],
  [
    "the name alone, in another country",
    { name: "Volvo", country: "NO", phone: "+4631660000" },
    "apart: name-alone",
  ],
  [
    "the same name, another domain",
    { ...volvo, domain: "volvocars.com", phone: null },
    "apart: name-but-other-domain",
  ],
  [
    "another name",
    { name: "Scania", city: "Gothenburg", country: "Sweden" },
    "apart: nothing-in-common",
  ],
])("two records with %s", (_, other, expected) => {
  expect(decided(volvo, other)).toBe(expected);
});

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const anyFacts: fc.Arbitrary<CompanyFacts> = fc.record({
  name: maybe(fc.constantFrom("AB Volvo", "Volvo", "Volvo Group", "Scania", "", "(publ)")),
  domain: maybe(
    fc.oneof(
      fc.constantFrom("volvo.com", "se.volvo.com", "scania.se", "nonsense", ""),
      fc.constantFrom(...mailProviders),
    ),
  ),
  country: maybe(fc.constantFrom("Sweden", "SE", "Norway", "Atlantis")),
  city: maybe(fc.constantFrom("Gothenburg", "Oslo")),
  phone: maybe(fc.constantFrom("+4631660000", "+4755555555", "031-66 00 00")),
});

test("a link is the same from both sides", () => {
  fc.assert(
    fc.property(anyFacts, anyFacts, (one, other) => {
      expect(decideLink(other, one)).toEqual(decideLink(one, other));
    }),
    { numRuns: 1000 },
  );
});

test("crm-14: a domain of a mail provider links nobody: without it, the verdict is the same", () => {
  const provider = fc.constantFrom(...mailProviders);
  fc.assert(
    fc.property(anyFacts, anyFacts, provider, (one, other, domain) => {
      const shared = decideLink({ ...one, domain }, { ...other, domain });
      expect(shared).toEqual(decideLink({ ...one, domain: null }, { ...other, domain: null }));
    }),
    { numRuns: 1000 },
  );
});

test("what links two records is never their name alone", () => {
  fc.assert(
    fc.property(anyFacts, anyFacts, (one, other) => {
      const { verdict, evidence } = decideLink(one, other);
      if (verdict !== "linked") return;
      const { domain, country, phone, city } = evidence;
      expect([domain, phone, city]).toContain("same");
      expect([domain, country]).not.toContain("different");
    }),
    { numRuns: 1000 },
  );
});
