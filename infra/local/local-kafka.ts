import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type KafkaInstallation, kafkaFlags } from "./kafka-installation.ts";
import { kafkaSettings, toEnvironment, toProperties } from "./kafka-settings.ts";
import type { ServerSpec } from "./local-server.ts";
import { askApiVersions } from "./probe.ts";

export const kafkaImage = "apache/kafka:4.3.1";

export interface KafkaSpec extends ServerSpec {
  brokers: string;
}

/** One broker that is its own controller, from an installation on this machine. */
export async function kafkaSpec(
  folder: string,
  { java, classPath, loggingFile, emptyLog }: KafkaInstallation,
): Promise<KafkaSpec> {
  const [port, controllerPort] = [await freePort(), await freePort()];
  const dataFolder = join(folder, "data");
  await cp(emptyLog, dataFolder, { recursive: true });
  const settingsFile = join(folder, "server.properties");
  const settings = kafkaSettings({ host: "127.0.0.1", port, controllerPort, dataFolder });
  await writeFile(settingsFile, toProperties(settings));
  return {
    name: "Kafka",
    folder,
    brokers: `127.0.0.1:${port}`,
    command: java,
    args: [
      ...kafkaFlags,
      `-Dlog4j2.configurationFile=file:${loggingFile}`,
      `-Dkafka.logs.dir=${folder}`,
      "-cp",
      classPath,
      "kafka.Kafka",
      settingsFile,
    ],
    probe: () => askApiVersions(port),
  };
}

/** The same broker from Apache's image. */
export async function dockerKafkaSpec(folder: string, container: string): Promise<KafkaSpec> {
  const port = await freePort();
  const settings = kafkaSettings({
    host: "0.0.0.0",
    port,
    controllerPort: port === 9093 ? 9094 : 9093,
    dataFolder: "/var/lib/kafka/data",
  });
  const environment = { ...toEnvironment(settings), KAFKA_HEAP_OPTS: "-Xms512m -Xmx512m" };
  const variables = Object.entries(environment).flatMap(([name, value]) => [
    "--env",
    `${name}=${value}`,
  ]);
  const publish = ["--publish", `127.0.0.1:${port}:${port}`];
  return {
    name: "Kafka",
    folder,
    brokers: `127.0.0.1:${port}`,
    command: "docker",
    args: ["run", "--name", container, ...publish, ...variables, kafkaImage],
    container: { name: container, restartArgs: ["start", "--attach", container] },
    probe: () => askApiVersions(port),
  };
}
