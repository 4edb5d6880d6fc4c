import type { EventLog } from "../event-log.ts";
import { sampleTopic } from "./sample-topic.ts";

/** A consumer to be killed: prints `key/n` for each event it has handled, slowly. */
const [module, argument, topicName, group] = process.argv.slice(2);
if (!module || !argument || !topicName || !group)
  throw new Error("module, argument, topic and group are needed");
const { openEventLog } = (await import(module)) as {
  openEventLog: (argument: string) => Promise<EventLog>;
};
const log = await openEventLog(argument);
await log.subscribe(sampleTopic(topicName), {
  group,
  maxBatch: 10,
  handleBatch: async (events) => {
    for (const { event } of events) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      process.stdout.write(`${event.key}/${event.n}\n`);
    }
  },
});
