import { expect, test } from "vitest";
import { nameRemedy } from "./name-remedy.ts";

const known = ["acme-hubspot", "acme-salesforce", "globex"];

test.each([
  ["acme-hubpsot", "Write acme-hubspot, or another of acme-salesforce, globex"],
  ["Acme-HubSpot", "Write acme-hubspot, or another of acme-salesforce, globex"],
  ["acme-salesforce-eu", "Write acme-salesforce, or another of acme-hubspot, globex"],
  ["globx", "Write globex, or another of acme-hubspot, acme-salesforce"],
])("names first what %s is nearest to", (given, remedy) => {
  expect(nameRemedy(given, known)).toBe(remedy);
});

test.each(["initech", "x", ""])("only lists what there is where nothing is near %j", (given) => {
  expect(nameRemedy(given, known)).toBe("Name one of acme-hubspot, acme-salesforce, globex");
});

test("says so where there is but one, or none", () => {
  expect(nameRemedy("globx", ["globex"])).toBe("Write globex");
  expect(nameRemedy("globx", [])).toBe("Leave it out: there is nothing to name");
});

test("cuts a long list short", () => {
  const many = Array.from({ length: 40 }, (_, nr) => `model-number-${nr}`);
  expect(nameRemedy("other", many)).toMatch(/^Name one of model-number-0, .*-11 and 28 more$/);
});
