import { KafkaJSProtocolError } from "kafkajs";
import { expect, test } from "vitest";
import { countKafkaLag } from "./count-kafka-lag.ts";

/** A broker of one partition with ten events, four of them committed, that first refuses to tell. */
function brokerRefusing(...types: string[]) {
  return {
    fetchTopicOffsets: async () => [{ partition: 0, offset: "10", low: "0", high: "10" }],
    async fetchOffsets() {
      const type = types.shift();
      if (type === undefined) {
        return [{ topic: "t", partitions: [{ partition: 0, offset: "4", metadata: null }] }];
      }
      throw new KafkaJSProtocolError(Object.assign(new Error(type), { type }));
    },
  };
}

test("the lag is counted once a broker that has just started has loaded its groups", async () => {
  const broker = brokerRefusing("NOT_COORDINATOR_FOR_GROUP", "GROUP_LOAD_IN_PROGRESS");
  expect(await countKafkaLag(broker, { name: "t" }, "g")).toBe(6);
});

test("a broker that refuses for another reason is not asked again", async () => {
  const broker = brokerRefusing("OFFSET_METADATA_TOO_LARGE");
  await expect(countKafkaLag(broker, { name: "t" }, "g")).rejects.toMatchObject({
    code: "log_unavailable",
  });
});
