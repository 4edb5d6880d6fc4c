import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Logger, stableHash } from "@fieldwork/runtime";
import { kafkaSettings, toProperties } from "./kafka-settings.ts";

/** Kafka on this machine, fetched once and kept outside the repository. */
export interface KafkaInstallation {
  java: string;
  classPath: string;
  loggingFile: string;
  /** A formatted data folder, to be copied for each broker: formatting costs a second of its own. */
  emptyLog: string;
}

const recipe = fileURLToPath(new URL("kafka", import.meta.url));
const run = promisify(execFile);
const fetchTimeoutMs = 10 * 60_000;
// Sixteen bytes, as Kafka demands.
const clusterId = Buffer.from("fieldwork-local0").toString("base64url");

export const kafkaFlags = [
  ...["-Xms512m", "-Xmx512m"],
  ...["-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35"],
  ...["-XX:+ExplicitGCInvokesConcurrent", "-Djava.awt.headless=true"],
  // A broker of minutes is worth no thorough compilation, which would take half of its CPU time.
  "-XX:TieredStopAtLevel=1",
];

/** Where the installation of this recipe is kept. */
async function kafkaHome(cacheFolder: string): Promise<string> {
  const pom = await readFile(join(recipe, "pom.xml"), "utf8");
  return join(cacheFolder, `kafka-${stableHash(pom).slice(0, 12)}`);
}

export async function isKafkaFetched(cacheFolder: string): Promise<boolean> {
  return stat(await kafkaHome(cacheFolder)).then(
    () => true,
    () => false,
  );
}

/**
 * Fetches Kafka by Maven unless it is there. Built aside and put in place by one rename, so that a
 * fetch that was killed, or one that runs at the same time, leaves nothing half done.
 */
export async function installKafka(
  cacheFolder: string,
  { java, logger }: { java: string; logger: Logger },
): Promise<KafkaInstallation> {
  const home = await kafkaHome(cacheFolder);
  if (!(await isKafkaFetched(cacheFolder))) {
    logger.info({ folder: home }, "downloading Kafka with Maven, once");
    await mkdir(cacheFolder, { recursive: true });
    const aside = await mkdtemp(`${home}.`);
    try {
      await fetchKafka(aside, java);
      // Whoever else was quicker made the same.
      await rename(aside, home).catch(() => undefined);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }
  return {
    java,
    classPath: join(home, "libs", "*"),
    loggingFile: join(home, "log4j2.xml"),
    emptyLog: join(home, "empty-log"),
  };
}

async function fetchKafka(folder: string, java: string): Promise<void> {
  await cp(recipe, folder, { recursive: true });
  // A local repository of its own: Maven's is not made for several processes.
  const repository = join(folder, "repository");
  await run(
    "mvn",
    [
      "-q",
      "-B",
      `-Dmaven.repo.local=${repository}`,
      ...["-f", join(folder, "pom.xml")],
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${join(folder, "libs")}`,
    ],
    { timeout: fetchTimeoutMs },
  );
  await rm(repository, { recursive: true, force: true });
  await formatLog(folder, java);
}

async function formatLog(folder: string, java: string): Promise<void> {
  const settingsFile = join(folder, "format.properties");
  const place = { host: "127.0.0.1", port: 9092, controllerPort: 9093 };
  const dataFolder = join(folder, "empty-log");
  await writeFile(settingsFile, toProperties(kafkaSettings({ ...place, dataFolder })));
  await run(java, [
    "-Xmx256m",
    `-Dlog4j2.configurationFile=file:${join(folder, "log4j2.xml")}`,
    ...["-cp", join(folder, "libs", "*")],
    "kafka.tools.StorageTool",
    ...["format", "-t", clusterId, "-c", settingsFile],
  ]);
}
