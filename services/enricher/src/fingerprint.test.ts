import { loadEnrichments, withRoute } from "@fieldwork/enrichments";
import { expect, test } from "vitest";
import { fingerprintOf } from "./fingerprint.ts";

const [profile, role] = await loadEnrichments();
if (!profile || !role) throw new Error("the catalog is empty");

const asked = (input: string) => ({ input, masks: [] });

test("a question is the same whichever model may answer it", () => {
  const [rerouted] = withRoute([profile], ["openai/gpt-6-luna"]);
  expect(rerouted?.route).not.toEqual(profile.route);
  expect(rerouted && fingerprintOf(rerouted, asked("input"))).toBe(
    fingerprintOf(profile, asked("input")),
  );
});

test("models-49: a question is another with another input, another enrichment or another prompt version", () => {
  const questions = [
    fingerprintOf(profile, asked("input")),
    fingerprintOf(profile, asked("another")),
    fingerprintOf(role, asked("input")),
    fingerprintOf({ ...profile, name: "other" }, asked("input")),
    fingerprintOf({ ...profile, promptVersion: "other" }, asked("input")),
  ];
  expect(new Set(questions).size).toBe(questions.length);
});

test("models-35: two records share an answer only if they have the masked values in common", () => {
  const of = (value: string) =>
    fingerprintOf(profile, {
      input: "Ask <PERSON_1>",
      masks: [{ placeholder: "<PERSON_1>", kind: "person", value }],
    });
  expect(of("Anna Lind")).toBe(of("Anna Lind"));
  expect(of("Anna Lind")).not.toBe(of("Berta Ek"));
});

test("an answer that a definition lets nobody else use is a question of one work alone", () => {
  const of = (workId: string | undefined) => fingerprintOf(profile, asked("input"), workId);
  expect(of("1")).toBe(of("1"));
  expect(new Set([of("1"), of("2"), of(undefined)]).size).toBe(3);
});
