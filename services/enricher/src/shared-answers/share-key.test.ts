import { loadEnrichments } from "@fieldwork/enrichments";
import { expect, test } from "vitest";
import { renderPrompt } from "../render-prompt.ts";
import { shareKeyOf } from "./share-key.ts";

const [shipped] = (await loadEnrichments()).filter(({ name }) => name === "company-profile");
if (!shipped) throw new Error("it ships");
const enrichment = shipped;

const solberg = {
  name: "Solberg AB",
  domain: "solberg.se",
  description: "Solberg sells electricity from wind farms.",
};

function key(
  values: Record<string, string | null>,
  { group = "acme", changed = {} }: { group?: string; changed?: Partial<typeof enrichment> } = {},
): string | undefined {
  const definition = { ...enrichment, ...changed };
  return shareKeyOf(definition, renderPrompt(definition, values), group);
}

test.each<[string, Record<string, string | null>]>([
  ["another name", { ...solberg, name: "SOLBERG (HQ)" }],
  ["another host of its domain", { ...solberg, domain: "investors.solberg.se" }],
  ["its description as HTML", { ...solberg, description: `<p>${solberg.description}</p>` }],
])("a record with %s asks the same about the company", (_, other) => {
  expect(key(other)).toBe(key(solberg));
});

test.each<[string, Record<string, string | null>]>([
  ["another description", { ...solberg, description: "Solberg makes furniture." }],
  ["another domain", { ...solberg, domain: "solberg.no" }],
  ["no domain", { ...solberg, domain: null }],
  [
    "another masked value",
    { ...solberg, description: `${solberg.description} Call ann@solberg.se.` },
  ],
])("a record with %s does not", (_, other) => {
  expect(key(other)).not.toBe(key(solberg));
});

test("another group, another prompt and another definition ask something else", () => {
  const keys = [
    key(solberg),
    key(solberg, { group: "others" }),
    key(solberg, { changed: { promptVersion: "2" } }),
    key(solberg, { changed: { name: "company-risk" } }),
  ];
  expect(new Set(keys).size).toBe(4);
});

test("a definition without an identity, or whose answers serve their record alone, shares none", () => {
  expect(key(solberg, { changed: { identity: undefined } })).toBeUndefined();
  expect(key(solberg, { changed: { cache: { mode: "off" } } })).toBeUndefined();
  expect(key(solberg, { changed: { cache: { mode: "refresh" } } })).toBeUndefined();
  expect(key({ name: "Solberg AB" })).toBeUndefined();
});
