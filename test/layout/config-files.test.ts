import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { findBudgets } from "@fieldwork/budget";
import { readConnections } from "@fieldwork/crm";
import { findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { editorSchemas } from "@fieldwork/infra/schemas";
import { budgetedNames } from "@fieldwork/models";
import { describe, expect, onTestFinished, test } from "vitest";
import { root } from "./compose-file.ts";

const example = join(root, "config.example");
const catalog = join(root, "packages/enrichments/catalog");
const secrets = { HUBSPOT_TOKEN: "a", SALESFORCE_CLIENT_ID: "b", SALESFORCE_CLIENT_SECRET: "c" };

async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe("the schemas of editors", () => {
  test("are those that the loaders check by: node infra/schemas/main.ts writes them anew", async () => {
    const folder = join(root, "infra/schemas");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    const kept = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    expect(new Map(names.map((name, index) => [name, kept[index]]))).toEqual(editorSchemas());
  });

  test("are named by every example and definition that comes with Fieldwork", async () => {
    const examples = (await readdir(example)).map((name) => join(example, name));
    const definitions = (await readdir(catalog)).flatMap((name) => [
      join(catalog, name, "enrichment.yaml"),
      join(catalog, name, "vocabulary.yaml"),
    ]);
    for (const file of [...examples, ...definitions]) {
      const [, named = ""] =
        /^# yaml-language-server: \$schema=(\S+)$/m.exec(await readFile(file, "utf8")) ?? [];
      const schema = relative(join(root, "infra/schemas"), resolve(dirname(file), named));
      expect([...editorSchemas().keys()]).toContain(schema);
    }
  });
});

describe("the folder of the configuration", () => {
  test("is as its example shows", async () => {
    const connections = await readConnections({ FIELDWORK_CONFIG: example, ...secrets });
    const names = connections.map(({ name }) => name);
    expect(names).toEqual(["acme-hubspot", "acme-salesforce"]);
    const environment = { FIELDWORK_CONFIG: example };
    const enrichments = await loadConfiguredEnrichments(environment);
    const route = await findRoute(environment);
    const known = await budgetedNames(environment, { connections: names, enrichments, route });
    expect(await findBudgets(environment, known)).toHaveLength(6);
    await expect(findBudgets(environment, { ...known, connection: ["acme"] })).rejects.toThrow(
      /models\.yaml:\d+:\d+: budgets\.2\.name: there is no connection with this name\. Name one of acme$/m,
    );
  });

  test("brings its enrichments in place of those that come with Fieldwork, and a variable comes before it", async () => {
    const FIELDWORK_CONFIG = await createFolder({ "enrichments/none/prompt.md": "" });
    await expect(loadConfiguredEnrichments({ FIELDWORK_CONFIG })).rejects.toThrow(
      /enrichments\/none\/enrichment\.yaml:1:1: the file is missing/,
    );
    const named = await loadConfiguredEnrichments({ FIELDWORK_CONFIG, FIELDWORK_CATALOG: catalog });
    expect(named).toHaveLength(2);
  });

  test("is refused when it cannot be read, or holds a file that nothing reads", async () => {
    await expect(readConnections({ FIELDWORK_CONFIG: "/nowhere" })).rejects.toThrow(
      /FIELDWORK_CONFIG: \/nowhere cannot be read\. Set a folder/,
    );
    const FIELDWORK_CONFIG = await createFolder({ "connection.yaml": "connections: []" });
    await expect(readConnections({ FIELDWORK_CONFIG })).rejects.toThrow(
      /connection\.yaml: is not read by anything\. Name it one of connections\.yaml/,
    );
  });
});
