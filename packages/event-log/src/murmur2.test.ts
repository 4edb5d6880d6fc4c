import { expect, test } from "vitest";
import { murmur2, partitionOf } from "./murmur2.ts";

// Vectors of Kafka's own tests (org.apache.kafka.common.utils.UtilsTest).
test.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
])("hashes %s as Kafka does", (key, expected) => {
  expect(murmur2(key) | 0).toBe(expected);
});

test("places a key in a partition that exists", () => {
  for (let index = 0; index < 200; index++) {
    const partition = partitionOf(`key-${index}`, 6);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(6);
  }
});
