import { topics } from "@fieldwork/contracts";
import { Queue } from "bullmq";
import { Kafka, logLevel } from "kafkajs";
import type { NaiveSettings } from "./naive-settings.ts";

/** Makes each change a job. Whole batches at once, which is quicker than one message after another. */
export async function consumeChanges({
  kafkaBrokers,
  redisUrl,
  run,
}: NaiveSettings): Promise<() => Promise<void>> {
  const queue = new Queue(run, {
    connection: { url: redisUrl },
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: "exponential", delay: 1000 },
      removeOnComplete: true,
    },
  });
  await queue.waitUntilReady();
  const kafka = new Kafka({
    clientId: "naive",
    brokers: kafkaBrokers.split(","),
    logLevel: logLevel.ERROR,
  });
  const consumer = kafka.consumer({ groupId: run });
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.recordChanged.name], fromBeginning: true });
  await consumer.run({
    async eachBatch({ batch }) {
      const jobs = batch.messages.map(({ value }) => ({
        name: "enrich",
        data: JSON.parse(String(value)),
      }));
      await queue.addBulk(jobs);
    },
  });
  return async () => {
    await consumer.disconnect();
    await queue.close();
  };
}
