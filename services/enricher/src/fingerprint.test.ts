import { loadEnrichments, withRoute } from "@fieldwork/enrichments";
import { expect, test } from "vitest";
import { fingerprintOf } from "./fingerprint.ts";

const [profile, role] = await loadEnrichments();
if (!profile || !role) throw new Error("the catalog is empty");

test("a question is the same whichever model may answer it", () => {
  const [rerouted] = withRoute([profile], ["openai/gpt-6-luna"]);
  expect(rerouted?.route).not.toEqual(profile.route);
  expect(rerouted && fingerprintOf(rerouted, "input")).toBe(fingerprintOf(profile, "input"));
});

test("it is another with another input, another enrichment or another prompt version", () => {
  const asked = [
    fingerprintOf(profile, "input"),
    fingerprintOf(profile, "another"),
    fingerprintOf(role, "input"),
    fingerprintOf({ ...profile, name: "other" }, "input"),
    fingerprintOf({ ...profile, promptVersion: "other" }, "input"),
  ];
  expect(new Set(asked).size).toBe(asked.length);
});
