import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { budgetedNames, type LoadedNames } from "./budgeted-names.ts";

const loaded: LoadedNames = {
  connections: ["acme"],
  enrichments: [{ name: "profile", route: ["house/qwen3:8b"] }],
  route: ["house/llama"],
};

async function namesIn(text: string, more: Partial<LoadedNames> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "models.yaml"), text);
  return budgetedNames({ FIELDWORK_CONFIG: folder }, { ...loaded, ...more });
}

const providers = `
providers:
  - {name: house, kind: openai, keyEnv: NOT_SET_HERE, models: [{name: smollm2, free: true}]}
`;

test("are those of providers, of models that are listed or asked, and of what else is configured", async () => {
  const names = await namesIn(providers);
  expect(names).toMatchObject({
    ...{ connection: ["acme"], enrichment: ["profile"], provider: ["baseline", "house"] },
    model: expect.arrayContaining([
      ...["house/qwen3:8b", "house/llama", "house/smollm2", "house/gpt-6-luna"],
    ]),
  });
  expect(names.model).not.toContain("openai/gpt-6-luna");
});

test("are not known of what could not be loaded", async () => {
  const none = { connection: undefined, enrichment: undefined, model: undefined };
  const more = { connections: undefined, enrichments: undefined };
  expect(await namesIn(providers, more)).toMatchObject({ ...none, provider: expect.anything() });
  expect(await namesIn("providers: 1")).toMatchObject({ provider: undefined, model: undefined });
});
