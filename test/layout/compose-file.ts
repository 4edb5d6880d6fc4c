import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const composePath = `${root}docker-compose.yml`;

/** What the services stand on. */
export const backends: readonly string[] = ["kafka", "redis", "postgres"];

/** The least that `.env` has to say. */
export const demanded = {
  POSTGRES_PASSWORD: "of-database",
  POSTGRES_SERVICES_PASSWORD: "of-services",
  REDIS_PASSWORD: "of-queues",
} as const;

const condition = z.enum(["service_healthy", "service_completed_successfully"]);

/** What the tests ask of a service; the Compose specification's schema is checked on its own. */
const composeService = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  user: z.string(),
  restart: z.string(),
  stop_grace_period: z.string(),
  read_only: z.boolean().default(false),
  privileged: z.boolean().default(false),
  cap_add: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  networks: z.array(z.string()),
  ports: z.array(z.unknown()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
  healthcheck: z.union([
    z.object({ disable: z.literal(true) }),
    z.object({ test: z.array(z.string()), interval: z.string(), timeout: z.string() }),
  ]),
  deploy: z.object({
    replicas: z.coerce.number().int().default(1),
    resources: z.object({ limits: z.object({ memory: z.string(), pids: z.number() }) }),
  }),
});
export type ComposeService = z.infer<typeof composeService>;

const composeFile = z.object({
  services: z.record(z.string(), composeService),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).nullable()),
  volumes: z.record(z.string(), z.unknown()),
});
export type ComposeFile = z.infer<typeof composeFile>;

/** The file as Compose reads it with these settings in `.env`. @throws when it demands one that is not there. */
export async function readComposeFile(
  settings: Readonly<Record<string, string>>,
): Promise<ComposeFile> {
  const text = await readFile(composePath, "utf8");
  return composeFile.parse(interpolated(parse(text, { merge: true }), settings));
}

export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/** A variable of the file: `${NAME:-otherwise}`, or `${NAME:?why it must be set}`. */
const reference = /\$\{(\w+):([-?][^}]*)\}/g;

/** Those that the file refers to; a demanded one has no default. */
export async function settingsOf(): Promise<{ name: string; isDemanded: boolean }[]> {
  const found = [...(await readFile(composePath, "utf8")).matchAll(reference)];
  const byName = new Map(
    found.map(([, name = "", rest]) => [name, rest?.startsWith("?") === true]),
  );
  return [...byName].map(([name, isDemanded]) => ({ name, isDemanded }));
}

function interpolated(node: unknown, settings: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(node)) return node.map((item) => interpolated(item, settings));
  if (typeof node === "object" && node !== null) {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, interpolated(value, settings)]),
    );
  }
  if (typeof node !== "string") return node;
  const text = node.replace(reference, (_, name: string, rest: string) => {
    const value = settings[name] || rest.slice(1);
    if (!settings[name] && rest.startsWith("?")) throw new Error(`${name} ${value}`);
    return value;
  });
  return text.replaceAll("$$", "$");
}
