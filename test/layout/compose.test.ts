import { readFile } from "node:fs/promises";
import { prepareConfig } from "@fieldwork/api";
import { connectorProcess } from "@fieldwork/connector";
import { enricherProcess } from "@fieldwork/enricher";
import { layout } from "@fieldwork/infra/stack";
import { plannerProcess } from "@fieldwork/planner";
import { loadConfig } from "@fieldwork/runtime";
import { writerProcess } from "@fieldwork/writer";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  backends,
  demanded,
  readComposeFile,
  root,
  serviceOf,
  settingsOf,
} from "./compose-file.ts";

const compose = await readComposeFile(demanded);
const composed = (name: string) => serviceOf(compose, name);
const services = layout.map(({ name }) => name);

const schemas: Readonly<Record<string, z.ZodObject>> = {
  prepare: prepareConfig,
  writer: writerProcess,
  enricher: enricherProcess,
  planner: plannerProcess,
  connector: connectorProcess,
};

function schemaOf(name: string): z.ZodObject {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`${name} has no schema here`);
  return schema;
}

/** Named by the connections file, and by no schema. */
const connectionSecrets = ["HUBSPOT_TOKEN", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"];

describe("the services of docker-compose.yml are those of `npm run stack`", () => {
  test("it starts them, and the three backends, in the same order", () => {
    expect(Object.keys(compose.services)).toEqual([...services, ...backends]);
  });

  test.each(layout)("$name runs by the same command from the one image", ({ name, command }) => {
    expect(composed(name)).toMatchObject({
      command,
      image: "fieldwork:local",
      build: { context: ".", dockerfile: "infra/docker/Dockerfile" },
    });
  });

  test.each(layout)("$name is told the same variables and no others", ({ name, variables }) => {
    expect(Object.keys(composed(name).environment).sort()).toEqual([...variables].sort());
  });

  test("as many of each run, unless .env says otherwise", async () => {
    for (const { name, replicas } of layout) {
      expect([name, composed(name).deploy.replicas]).toEqual([name, replicas]);
    }
    const more = await readComposeFile({ ...demanded, ENRICHERS: "5" });
    expect(more.services.enricher?.deploy.replicas).toBe(5);
  });
});

describe("what docker-compose.yml tells the services", () => {
  test.each(layout)("$name starts with what .env has to say and nothing else", ({ name }) => {
    const schema = schemaOf(name);
    const { environment } = composed(name);
    const required = Object.entries(schema.shape)
      .filter(([, setting]) => !setting.safeParse(undefined).success)
      .map(([setting]) => setting);
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(required));
    expect(() => loadConfig(schema, environment)).not.toThrow();
  });

  test.each(layout)("$name knows each of its variables", ({ name, variables }) => {
    const known = [...Object.keys(schemaOf(name).shape), ...connectionSecrets];
    expect(variables.filter((variable) => !known.includes(variable))).toEqual([]);
  });

  test("a setting of .env reaches every service that has it", async () => {
    const told = ["LEASE_MS", "WRITE_MODE", "OPENAI_API_KEY", "HUBSPOT_TOKEN", "LOG_LEVEL"];
    const settings = Object.fromEntries(told.map((name) => [name, `set-${name}`]));
    const { services: changed } = await readComposeFile({ ...demanded, ...settings });
    for (const { name, variables } of layout) {
      const environment = changed[name]?.environment ?? {};
      for (const variable of variables.filter((one) => told.includes(one))) {
        expect([name, environment[variable]]).toEqual([name, `set-${variable}`]);
      }
    }
  });

  test("backends are its own, by their names and with their passwords", () => {
    const { POSTGRES_USER: user, POSTGRES_DB: database } = composed("postgres").environment;
    const expected: Readonly<Record<string, string>> = {
      DATABASE_URL: `postgresql://${user}:${demanded.POSTGRES_PASSWORD}@postgres:5432/${database}`,
      REDIS_URL: `redis://:${demanded.REDIS_PASSWORD}@redis:6379`,
      KAFKA_BROKERS: "kafka:9092",
    };
    for (const name of services) {
      const { environment } = composed(name);
      for (const setting of Object.keys(expected).filter((one) => one in environment)) {
        expect([name, environment[setting]]).toEqual([name, expected[setting]]);
      }
    }
    expect(composed("postgres").environment.POSTGRES_PASSWORD).toBe(demanded.POSTGRES_PASSWORD);
    expect(composed("redis").environment.REDISCLI_AUTH).toBe(demanded.REDIS_PASSWORD);
    expect(composed("kafka").environment).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://kafka:9092",
    });
  });

  test("paths of files and folders are mounted there", () => {
    for (const name of services) {
      const { environment, volumes } = composed(name);
      const mounted = volumes.map((volume) => volume.split(":")[1]);
      const needed = ["FIELDWORK_CONFIG", "METADATA_DIR"];
      const paths = needed.flatMap((setting) => environment[setting] ?? []);
      expect([name, paths.filter((one) => !mounted.includes(one))]).toEqual([name, []]);
    }
  });

  test("nothing is written into a CRM until .env says so", () => {
    const told = services.flatMap((name) => composed(name).environment.WRITE_MODE ?? []);
    expect(told).toEqual(["preview", "preview"]);
  });

  test("the example of .env names what is demanded, and nothing that is not read", async () => {
    const example = await readFile(`${root}infra/docker/.env.example`, "utf8");
    const lines = [...example.matchAll(/^(#?)([A-Z][A-Z0-9_]*)=/gm)];
    const read = await settingsOf();
    const names = read.map(({ name }) => name);
    expect(lines.map(([, , name]) => name).filter((name) => !names.includes(`${name}`))).toEqual(
      [],
    );
    const asked = lines.flatMap(([, comment, name]) => (comment ? [] : `${name}`));
    const missing = read.filter(({ name, isDemanded }) => isDemanded && !asked.includes(name));
    expect(missing).toEqual([]);
    expect(read.filter(({ isDemanded }) => isDemanded).map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(demanded)),
    );
  });

  test.each(Object.keys(demanded))("it does not start without %s", async (name) => {
    const rest = Object.entries(demanded).filter(([one]) => one !== name);
    await expect(readComposeFile(Object.fromEntries(rest))).rejects.toThrow(name);
  });
});
