import { readFile } from "node:fs/promises";
import { layout, variablesOf } from "@fieldwork/infra/stack";
import { loadConfig, settingsOf as settingsOfSchema } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
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

/** In a container, the folder of the configuration says what these would. */
const saidByFolder = ["FIELDWORK_CATALOG", "FIELDWORK_CONNECTIONS"];

/** Settings of .env that name what is mounted; a container is told where. */
const mountedPaths = ["FIELDWORK_CONFIG", "FIELDWORK_SECRETS_DIR"];
const isMounted = (name: string) => mountedPaths.includes(name);

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

  test.each(layout)("$name is told everything that it can be told, and nothing else", (service) => {
    const { environment } = composed(service.name);
    const expected = variablesOf(service).filter((one) => !saidByFolder.includes(one));
    expect(Object.keys(environment).sort()).toEqual(expected.sort());
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
  test.each(layout)("$name starts with what .env has to say and nothing else", (service) => {
    const { environment } = composed(service.name);
    expect(() => loadConfig(service.settings, environment)).not.toThrow();
  });

  test("a setting of .env reaches every service that has it", async () => {
    const asked = (await settingsOf()).map(({ name }) => name);
    const settings = Object.fromEntries(
      asked.map((name) => [name, name === "ENRICHERS" ? "3" : `set-${name}`]),
    );
    const { services: changed } = await readComposeFile({ ...demanded, ...settings });
    for (const service of layout) {
      const told = variablesOf(service).filter((one) => asked.includes(one) && !isMounted(one));
      expect(told).toContain("LOG_LEVEL" in service.settings.shape ? "LOG_LEVEL" : "WRITE_MODE");
      const environment = changed[service.name]?.environment ?? {};
      for (const variable of told) {
        expect([service.name, environment[variable]]).toEqual([service.name, `set-${variable}`]);
      }
    }
  });

  test("what .env cannot say is what the containers fix", async () => {
    const asked = (await settingsOf()).map(({ name }) => name);
    const fixed = layout
      .flatMap(variablesOf)
      .filter((one) => !asked.includes(one) && !saidByFolder.includes(one));
    expect([...new Set(fixed)].sort()).toEqual([
      "API_HOST",
      "API_PORT",
      "CONSOLE_DIR",
      "DATABASE_ADMIN_URL",
      "DATABASE_URL",
      "FIELDWORK_SECRETS_DIR",
      "HEALTH_HOST",
      "HEALTH_PORT",
      "KAFKA_BROKERS",
      "METADATA_DIR",
      "REDIS_URL",
    ]);
  });

  test("backends are its own, by their names and with their passwords", () => {
    const { POSTGRES_USER: user, POSTGRES_DB: database } = composed("postgres").environment;
    const expected: Readonly<Record<string, string>> = {
      DATABASE_URL: `postgresql://fieldwork_services:${demanded.POSTGRES_SERVICES_PASSWORD}@postgres:5432/${database}`,
      DATABASE_ADMIN_URL: `postgresql://${user}:${demanded.POSTGRES_PASSWORD}@postgres:5432/${database}`,
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
      const needed = [...mountedPaths, "METADATA_DIR"];
      const paths = needed.flatMap((setting) => environment[setting] || []);
      expect([name, paths.filter((one) => !mounted.includes(one))]).toEqual([name, []]);
    }
  });

  test("only prepare connects as the role that owns the tables", () => {
    const owners = services.filter((name) => "DATABASE_ADMIN_URL" in composed(name).environment);
    expect(owners).toEqual(["prepare"]);
  });

  test("a secret that only connections.yaml names needs a file in a folder, and no edit", async () => {
    const folders = { FIELDWORK_CRM_SECRETS: "./of-crms", FIELDWORK_MODEL_SECRETS: "./of-models" };
    const file = await readComposeFile({ ...demanded, ...folders });
    const given = services.map((name) => {
      const { environment, volumes } = serviceOf(file, name);
      const { FIELDWORK_SECRETS_DIR: path } = environment;
      return [name, volumes.find((one) => path && one.includes(`:${path}:`))?.split(":")[0]];
    });
    expect(Object.fromEntries(given)).toEqual({
      ...{ prepare: "./of-crms", writer: "./of-crms", connector: "./of-crms" },
      ...{ enricher: "./of-models", planner: undefined },
    });
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
    const defaults = new Map(
      layout.flatMap(({ settings }) => settingsOfSchema(settings)).map((one) => [one.name, one]),
    );
    for (const [, name = "", value] of example.matchAll(/^#([A-Z][A-Z0-9_]*)=(.+)$/gm)) {
      const known = name === "WRITE_MODE" ? "preview" : defaults.get(name)?.default;
      if (known !== undefined) expect([name, value]).toEqual([name, known]);
    }
    expect(read.filter(({ isDemanded }) => isDemanded).map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(demanded)),
    );
  });

  test.each(Object.keys(demanded))("it does not start without %s", async (name) => {
    const rest = Object.entries(demanded).filter(([one]) => one !== name);
    await expect(readComposeFile(Object.fromEntries(rest))).rejects.toThrow(name);
  });
});
