import { expect, test } from "vitest";
import { checkPermits } from "./check-permits.ts";

const asking = (privacy: object, route = ["anthropic/claude", "baseline/tf-idf"]) => [
  { name: "contact-role", route, privacy },
];
const known = (regions: Record<string, string> = {}, route?: string[]) => ({
  route,
  providers: new Map(Object.entries(regions).map(([name, region]) => [name, { region }])),
});

test("models-41: a definition whose route leads outside its own vendors or regions is not released", () => {
  expect(() => checkPermits(asking({ vendors: ["openai"] }), known())).toThrow(
    "contact-role may not ask anthropic/claude: privacy.vendors allows only openai",
  );
  expect(() => checkPermits(asking({ regions: ["eu"] }), known())).toThrow(
    "anthropic has no region in models.yaml, and privacy.regions allows only eu",
  );
  expect(() => checkPermits(asking({ regions: ["eu"] }), known({ anthropic: "us" }))).toThrow(
    "anthropic is in us, and privacy.regions allows only eu",
  );
  const both = { vendors: ["anthropic"], regions: ["eu"] };
  expect(() => checkPermits(asking(both), known({ anthropic: "eu" }))).not.toThrow();
  expect(() => checkPermits(asking({}), known())).not.toThrow();
});

test("a route from the configuration is held to the same rules", () => {
  const rules = asking({ vendors: ["anthropic"] });
  expect(() => checkPermits(rules, known({}, ["openai/gpt-6-luna"]))).toThrow(
    "contact-role may not ask openai/gpt-6-luna",
  );
});
