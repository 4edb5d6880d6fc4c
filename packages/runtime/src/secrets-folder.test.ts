import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "./config.ts";
import { loadWithSecrets } from "./secrets-folder.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fieldwork-secrets-"));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const load = (variables: Record<string, string> = {}) =>
  loadWithSecrets({ FIELDWORK_SECRETS_DIR: folder, ...variables }, (env) => env);
const failureOf = (loading: Promise<unknown>) =>
  loading.then(
    () => expect.unreachable(),
    (error: Error) => error.message,
  );

test("a file is a variable of its name, without its last line end", async () => {
  await write("HUBSPOT_TOKEN_2", "pat-2\n");
  await write("SALESFORCE_CLIENT_SECRET", "a b\r\n");
  expect(await load({ LOG_LEVEL: "warn" })).toMatchObject({
    HUBSPOT_TOKEN_2: "pat-2",
    SALESFORCE_CLIENT_SECRET: "a b",
    LOG_LEVEL: "warn",
  });
});

test("a folder as Kubernetes mounts it is read: its hidden folders are passed over, its links followed", async () => {
  await mkdir(join(folder, "..data"));
  await write("..data/OPENAI_API_KEY", "key");
  await symlink(join("..data", "OPENAI_API_KEY"), join(folder, "OPENAI_API_KEY"));
  await mkdir(join(folder, "FOLDER"));
  const env = await load();
  expect(env.OPENAI_API_KEY).toBe("key");
  expect(env).not.toHaveProperty("FOLDER");
  expect(env).not.toHaveProperty("..data");
});

test("an empty variable or an empty file counts as not set", async () => {
  await write("OPENAI_API_KEY", "key");
  await write("HUBSPOT_TOKEN", "\n");
  const env = await load({ OPENAI_API_KEY: "", HUBSPOT_TOKEN: "pat-1" });
  expect(env).toMatchObject({ OPENAI_API_KEY: "key", HUBSPOT_TOKEN: "pat-1" });
});

test("a secret that is set and in a file as well is refused, and neither is told", async () => {
  await write("OPENAI_API_KEY", "hush-1");
  const message = await failureOf(load({ OPENAI_API_KEY: "hush-2" }));
  expect(message).toMatch(/OPENAI_API_KEY: is set, and .* sets it as well\. Keep one/);
  expect(message).not.toContain("hush");
});

test("a file that holds more than a secret is refused", async () => {
  await write("OPENAI_API_KEY", "x".repeat(70_000));
  expect(await failureOf(load())).toMatch(/OPENAI_API_KEY: .* cannot be read/);
});

test("what is wrong with the folder is told beside what is wrong with the settings", async () => {
  const schema = z.object({ PORT: z.coerce.number() });
  const variables = { FIELDWORK_SECRETS_DIR: "/nowhere/secrets", PORT: "eighty" };
  const message = await failureOf(loadWithSecrets(variables, (env) => loadConfig(schema, env)));
  expect(message).toMatch(/2 problems/);
  expect(message).toMatch(
    /FIELDWORK_SECRETS_DIR: \/nowhere\/secrets cannot be read\. Set a folder/,
  );
  expect(message).toMatch(/PORT: /);
});

test("without a folder, variables are what was given", async () => {
  expect(await loadWithSecrets({ A: "1" }, (env) => env)).toEqual({ A: "1" });
});
