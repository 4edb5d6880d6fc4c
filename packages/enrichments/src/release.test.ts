import { expect, test } from "vitest";
import { loadEnrichments } from "./load-enrichments.ts";
import { compareReleases } from "./release.ts";
import { contentOf } from "./versions.ts";

const proposed = (await loadEnrichments()).map(contentOf);
const [profile, role] = proposed;
const standing = (await loadEnrichments()).map((one) => ({
  ...{ name: one.name, hash: one.hash, content: JSON.parse(JSON.stringify(contentOf(one))) },
}));

test("what is released already changes nothing", () => {
  expect(compareReleases(standing, proposed)).toEqual([]);
});

test("tells what is new, changed and gone, and which parts of it", () => {
  if (profile === undefined || role === undefined) throw new Error("the catalog has two");
  const mood = { ...role, name: "a-mood" };
  const other = { ...profile, route: ["openai/x"], prompt: "Judge anew." };
  expect(compareReleases(standing, [mood, other])).toMatchObject([
    { kind: "new", name: "a-mood" },
    { kind: "changed", name: "company-profile", parts: ["route", "prompt"] },
    { kind: "gone", name: "contact-role", from: standing[1]?.hash },
  ]);
});
