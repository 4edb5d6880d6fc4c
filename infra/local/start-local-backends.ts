import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, type Logger } from "@fieldwork/runtime";
import { installKafka, isKafkaFetched } from "./kafka-installation.ts";
import { dockerKafkaSpec, kafkaImage, kafkaSpec } from "./local-kafka.ts";
import { redisImage, redisSpec } from "./local-redis.ts";
import { createLocalServer, type LocalServer } from "./local-server.ts";
import {
  canInstall,
  findCommand,
  findJava,
  hasDocker,
  installPackages,
  pullImage,
} from "./machine.ts";

export type BackendName = "redis" | "kafka";

export interface LocalBackendsOptions {
  need: readonly BackendName[];
  logger: Logger;
  /** Servers that are already running: they are used, and nothing is started in their place. */
  given?: { redisUrl?: string | undefined; kafkaBrokers?: string | undefined } | undefined;
  /** Where Kafka is stored once it is downloaded. */
  cacheFolder?: string | undefined;
}

export interface LocalBackends {
  /** Empty unless asked for. */
  redisUrl: string;
  /** `host:port`, with commas between several; empty unless asked for. */
  kafkaBrokers: string;
  /** Those started here, to be killed, frozen and started again. */
  servers: Partial<Record<BackendName, LocalServer>>;
  /** Ends what was started here and removes its data. */
  stop(): Promise<void>;
}

/**
 * Redis and Kafka for tests and for trying the production layout: those given, else by docker, else
 * this machine's own, which as root on Debian or Ubuntu is installed when missing. On 127.0.0.1 and
 * free ports, with temporary data; all end with this process, however it ends.
 *
 * @throws AppError `config_invalid` that says all that has to be installed.
 */
export async function startLocalBackends(options: LocalBackendsOptions): Promise<LocalBackends> {
  const { need, given = {} } = options;
  const missing = need.filter((name) => !given[name === "redis" ? "redisUrl" : "kafkaBrokers"]);
  const specs = missing.length === 0 ? {} : await chooseSpecs(missing, options);
  const started = Object.entries(specs).map(
    ([name, spec]) => [name, createLocalServer(spec)] as const,
  );
  const servers = Object.fromEntries(started);
  const stop = async () => {
    await Promise.all(started.map(([, server]) => server.stop()));
  };
  try {
    await Promise.all(started.map(([, server]) => server.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    redisUrl: need.includes("redis") ? (given.redisUrl ?? specs.redis?.url ?? "") : "",
    kafkaBrokers: need.includes("kafka") ? (given.kafkaBrokers ?? specs.kafka?.brokers ?? "") : "",
    servers,
    stop,
  };
}

async function chooseSpecs(missing: readonly BackendName[], options: LocalBackendsOptions) {
  const { logger, cacheFolder = join(homedir(), ".cache", "fieldwork") } = options;
  if (await hasDocker()) return dockerSpecs(missing, logger);
  const java = await provide(missing, cacheFolder, logger);
  const redis = missing.includes("redis") ? await redisSpec(await freshFolder()) : undefined;
  if (java === undefined) return { ...(redis && { redis }) };
  const installation = await installKafka(cacheFolder, { java, logger });
  const kafka = await kafkaSpec(await freshFolder(), installation);
  return { ...(redis && { redis }), kafka };
}

async function dockerSpecs(missing: readonly BackendName[], logger: Logger) {
  const container = () => `fieldwork-${randomUUID()}`;
  const wantsRedis = missing.includes("redis");
  const wantsKafka = missing.includes("kafka");
  if (wantsRedis) await pullImage(redisImage, logger);
  if (wantsKafka) await pullImage(kafkaImage, logger);
  const redis = wantsRedis ? await redisSpec(await freshFolder(), container()) : undefined;
  const kafka = wantsKafka ? await dockerKafkaSpec(await freshFolder(), container()) : undefined;
  return { ...(redis && { redis }), ...(kafka && { kafka }) };
}

/** Ensures that the needed programs exist; returns the Java to run Kafka with, if Kafka is needed. */
async function provide(
  missing: readonly BackendName[],
  cacheFolder: string,
  logger: Logger,
): Promise<string | undefined> {
  const lacking = await lackingPrograms(missing, cacheFolder);
  if (lacking.length > 0) {
    if (!(await canInstall())) throw mustInstall(missing, lacking);
    try {
      await installPackages(lacking, logger);
    } catch (cause) {
      throw mustInstall(missing, lacking, cause);
    }
    const stillLacking = await lackingPrograms(missing, cacheFolder);
    if (stillLacking.length > 0) throw mustInstall(missing, stillLacking);
  }
  return missing.includes("kafka") ? findJava() : undefined;
}

type Program = "redis-server" | "java" | "maven";

async function lackingPrograms(
  missing: readonly BackendName[],
  cacheFolder: string,
): Promise<Program[]> {
  const lacking: Program[] = [];
  if (missing.includes("redis") && !(await findCommand("redis-server")))
    lacking.push("redis-server");
  if (missing.includes("kafka")) {
    if (!(await findJava())) lacking.push("java");
    if (!(await isKafkaFetched(cacheFolder)) && !(await findCommand("mvn"))) lacking.push("maven");
  }
  return lacking;
}

const programs: Record<Program, string> = {
  "redis-server": "redis-server, version 6.2 or newer",
  java: "a Java runtime, version 17 or newer",
  maven: "Maven (mvn), to fetch Kafka once",
};

function mustInstall(
  missing: readonly BackendName[],
  lacking: readonly Program[],
  cause?: unknown,
): AppError {
  const settings = missing.map((name) => (name === "redis" ? "REDIS_URL" : "KAFKA_BROKERS"));
  const lines = [
    `${missing.join(" and ")} cannot be started here. Any one of these helps:`,
    ...lacking.map(
      (program, index) => `  ${index === 0 ? "install" : "    and"} ${programs[program]}`,
    ),
    "  start a docker engine",
    `  set ${settings.join(" and ")} to servers that are already running`,
  ];
  return new AppError(lines.join("\n"), { code: "config_invalid", retryable: false, cause });
}

function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "fieldwork-server-"));
}
