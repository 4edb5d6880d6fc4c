import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger, loadConfig, loadWithSecrets } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { ask, questionOf } from "../testing/contract/open-trial.ts";
import { findProviders } from "./find-providers.ts";
import { modelSettings } from "./model-settings.ts";
import { followKeys } from "./renewed-keys.ts";

const reply = {
  ...{ id: "r", object: "response", status: "completed", model: "m" },
  output: [{ type: "message", content: [{ type: "output_text", text: "{}" }] }],
  usage: { input_tokens: 1, output_tokens: 1 },
};

/** A server that keeps the keys it is asked with. */
async function startServer() {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers.authorization).replace("Bearer ", ""));
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { keys, url: `http://127.0.0.1:${port}/v1` };
}

async function open(models?: object) {
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-secrets-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFile(join(dir, name), text);
  await write("OPENAI_API_KEY", "the-first-of-all-keys\n");
  const server = await startServer();
  if (models) await write("models.yaml", JSON.stringify(models).replaceAll("SERVER", server.url));
  const variables = models
    ? { FIELDWORK_SECRETS_DIR: dir, FIELDWORK_CONFIG: dir }
    : { FIELDWORK_SECRETS_DIR: dir, OPENAI_BASE_URL: server.url, OPENAI_API: "responses" };
  const { providers } = await loadWithSecrets(variables, (environment) =>
    findProviders(environment, loadConfig(modelSettings, environment)),
  );
  const lines: string[] = [];
  const logger = createLogger({
    service: "test",
    level: "debug",
    destination: { write: (line) => void lines.push(line) },
  });
  const followed = followKeys(providers, { tasks: new Map(), logger, everyMs: 10 });
  await followed.keys.start();
  onTestFinished(() => followed.keys.stop());
  const provider = followed.providers.get("openai");
  if (!provider) throw new Error("there is nobody to ask");
  onTestFinished(async () => provider.close?.());
  const askedWith = async () => {
    await ask(provider, { ...questionOf("m"), inOnePiece: true });
    return server.keys.at(-1);
  };
  return { write, askedWith, lines };
}

const entry = { name: "openai", kind: "openai", baseUrl: "SERVER", keyEnv: "OPENAI_API_KEY" };

test.each([
  ["a variable's file", undefined],
  ["a file that models.yaml names", { providers: [{ ...entry, api: "responses" }] }],
])(
  "models-60: a key that is replaced in %s is used without a restart, and neither is logged",
  async (_, models) => {
    const { write, askedWith, lines } = await open(models);
    expect(await askedWith()).toBe("the-first-of-all-keys");
    await write("OPENAI_API_KEY", "the-second-of-all-keys");
    await eventually(async () => expect(await askedWith()).toBe("the-second-of-all-keys"));
    await write("OPENAI_API_KEY", "the-third-of-all-keys");
    await eventually(async () => expect(await askedWith()).toBe("the-third-of-all-keys"));
    const told = lines.map((line) => JSON.parse(line));
    expect(told).toMatchObject([
      { provider: "openai", msg: "asked with another key from now on" },
      { provider: "openai" },
    ]);
    expect(lines.join("")).not.toContain("of-all-keys");
  },
);
