import { readFileSync } from "node:fs";
import { fenceFields } from "@fieldwork/models";
import { expect, test } from "vitest";
import { openModelLayer, question } from "./open-model-layer.ts";
import { openNativeVendors } from "./open-native-vendors.ts";

// From Microsoft's BIPIA, see injection/LICENSE-BIPIA.
const read = (name: string) => readFileSync(new URL(`injection/${name}`, import.meta.url), "utf8");
const attacks: Record<string, string[]> = JSON.parse(read("attacks.json"));
const emails: { context: string }[] = read("emails.jsonl")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const canary = "CANARY-7f3a";
const instructions = `You classify companies, ${canary} is the name of this prompt, for people who call them later.`;
/** All are asked at once, on a machine that may be busy. */
const patient = { deadlineMs: 60_000, attemptTimeoutMs: 30_000 };
const options = ["Energy", "Information Technology", "Real Estate"];

const told = Object.values(attacks)
  .flat()
  .map((attack, at) => `${emails[at % emails.length]?.context ?? ""}\n\n${attack}`);

const openaiAndLocal = async () => {
  const { generate, openai, local } = await openModelLayer();
  const routes = [["openai/gpt-6-luna"], ["local/llama-4-scout"]];
  return { generate, vendors: [openai, local], routes };
};

test.each([
  { at: "OpenAI and a server of one's own", open: openaiAndLocal },
  { at: "Anthropic", open: () => openNativeVendors(["anthropic"]) },
  { at: "Google", open: () => openNativeVendors(["gemini"]) },
  { at: "Mistral", open: () => openNativeVendors(["mistral"]) },
])(
  "models-44: of 75 orders hidden in a record, not one changes another field, leaks a canary or leaves the schema at $at",
  async ({ open }) => {
    const { generate, vendors, routes } = await open();
    for (const vendor of vendors) await vendor.misbehave("obeys-record", { times: "always" });
    expect(told).toHaveLength(75);
    const ends = await Promise.all(
      told.map((text, at) => {
        const fields = { description: text.slice(-2000) };
        const asked = {
          ...question(),
          instructions,
          fields,
          input: fenceFields(fields),
          ...patient,
        };
        const route = routes[at % routes.length] ?? [];
        return generate({ ...asked, route }).catch((error: unknown) => String(error));
      }),
    );
    const answered = ends.filter((end) => typeof end !== "string");
    const refused = ends.filter((end) => typeof end === "string");
    for (const error of refused) expect(error).toContain("gave no valid answer");
    for (const { outputs } of answered) {
      expect(Object.keys(outputs).toSorted()).toEqual(["industry", "summary"]);
      expect([...options, null]).toContain(outputs.industry?.value);
    }
    expect(
      JSON.stringify(ends, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    ).not.toContain(canary);
    const books = await Promise.all(vendors.map((vendor) => vendor.books.read()));
    const obeyed = books.flatMap(({ calls }) => calls).map(({ note }) => note);
    expect(obeyed.length).toBeGreaterThanOrEqual(75);
    for (const note of obeyed) expect(note).toMatchObject({ misbehaviour: "obeys-record" });
  },
  60_000,
);

test.each([
  { at: "OpenAI and a server of one's own", open: openaiAndLocal },
  {
    at: "Anthropic, Google and Mistral",
    open: () => openNativeVendors(["anthropic", "gemini", "mistral"]),
  },
])("models-45: a model that reads a record is given no tool at $at", async ({ open }) => {
  const { generate, vendors, routes } = await open();
  for (const vendor of vendors) await vendor.faults.add({ body: '"tools"', status: 400 });
  for (const route of routes) await generate({ route });
  const hits = (await Promise.all(vendors.map((vendor) => vendor.faults.list()))).flat();
  expect(hits.map(({ hit }) => hit)).toEqual(vendors.map(() => 0));
});
