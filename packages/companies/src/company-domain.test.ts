import fc from "fast-check";
import { expect, test } from "vitest";
import { companyDomain } from "./company-domain.ts";
import { mailProviders } from "./testing.ts";

test.each([
  ["www.volvo.com", "volvo.com"],
  ["investors.acme.co.uk", "acme.co.uk"],
  ["xn--rksmrgs-5wao1o.se", "xn--rksmrgs-5wao1o.se"],
  ["acme.wixsite.com", "acme.wixsite.com"],
  ["acme.github.io", "acme.github.io"],
])("the registrable domain of %s is %s", (host, expected) => {
  expect(companyDomain(host)).toBe(expected);
});

test.each([
  ...[null, undefined, "", "localhost", "co.uk", "com", "127.0.0.1", "acme.notatld", "not a host"],
  ...["gmail.com", "www.hotmail.se", "mail.yahoo.co.uk", "qq.com", "comhem.se", "proton.me"],
  ...["linkedin.com", "sv-se.facebook.com"],
])("%s is no company's domain", (host) => {
  expect(companyDomain(host)).toBeNull();
});

test("crm-14: no domain of a mail provider is a company's, nor any host under it", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  fc.assert(
    fc.property(
      fc.constantFrom(...mailProviders),
      fc.array(label, { maxLength: 2 }),
      (one, under) => {
        // A provider may itself be a suffix under which others register.
        const registrable = companyDomain([...under, one].join("."));
        expect(registrable).not.toBe(one);
      },
    ),
    { numRuns: 500 },
  );
});
