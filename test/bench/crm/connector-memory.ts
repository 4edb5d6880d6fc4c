import { readFile } from "node:fs/promises";
import { startStack } from "@fieldwork/infra/stack";
import { createLogger, delay } from "@fieldwork/runtime";
import { type Admin, Kafka, type KafkaJSError, logLevel } from "kafkajs";
import { type Flatness, flatnessOf, type Sample } from "../flatness.ts";
import type { BenchCrm } from "./bench-crms.ts";

export interface ConnectorMemory {
  records: number;
  /** From the CRM into Kafka. */
  recordsPerSecond: number;
  mostRssMb: number;
  flatness: Flatness;
}

const sampleEveryMs = 250;
const topic = "crm.record-changed";

/** A first load by the connector's own process, from a CRM of so many records into Kafka. */
export async function measureConnectorMemory(
  crm: BenchCrm["connection"],
  records: number,
): Promise<ConnectorMemory> {
  const seeded = { seed: records, options: { keepRows: 1000 } };
  const stack = await startStack({
    replicas: { connector: 1, api: 0, planner: 0, enricher: 0, writer: 0 },
    settings: { LOG_LEVEL: "warn", POLL_EVERY_MS: "600000", RECONCILE_EVERY_HOURS: "0" },
    vendors: { [crm]: seeded },
    startedLater: ["connector-1"],
    onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
    logger: createLogger({ service: "bench", level: "error" }),
  });
  const kafka = new Kafka({
    ...{ clientId: "bench", brokers: stack.backends.kafkaBrokers.split(",") },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const connector = stack.process("connector-1");
    await connector.start();
    const beganAt = performance.now();
    const samples: Sample[] = [];
    for (let done = 0; done < records; ) {
      await delay(sampleEveryMs);
      done = await countPublished(admin, done);
      samples.push({ done, mb: await rssMb(connector.pid()) });
    }
    const seconds = (performance.now() - beganAt) / 1000;
    return {
      records,
      recordsPerSecond: Math.round(records / seconds),
      mostRssMb: Math.round(Math.max(...samples.map(({ mb }) => mb))),
      flatness: flatnessOf(samples, records),
    };
  } finally {
    await admin.disconnect();
    await stack.stop();
  }
}

/** Leaders may just be chosen: then what was counted before counts. */
async function countPublished(admin: Admin, before: number): Promise<number> {
  const partitions = await admin.fetchTopicOffsets(topic).catch((error: KafkaJSError) => {
    if (error.retriable) return undefined;
    throw error;
  });
  return partitions?.reduce((total, { high }) => total + Number(high), 0) ?? before;
}

async function rssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
