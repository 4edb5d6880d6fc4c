import fc from "fast-check";
import { expect, test } from "vitest";
import { byTopic, messageBytes, type Outgoing, packRequests } from "./pack-requests.ts";

const maxRequestBytes = 512 * 1024;
const message = fc
  .record({ key: fc.string({ maxLength: 8 }), bytes: fc.integer({ min: 0, max: 700_000 }) })
  .map(({ key, bytes }) => ({ key, value: "x".repeat(bytes) }));
const call = fc.record({
  topic: fc.constantFrom("one", "two"),
  messages: fc.array(message, { maxLength: 6 }),
});

test("sends every message once, in order, in requests that a broker takes", () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 6 }), (calls: Outgoing[]) => {
      const requests = packRequests(calls);
      for (const topic of ["one", "two"]) {
        const sent = requests
          .flatMap(byTopic)
          .filter((part) => part.topic === topic)
          .flatMap((part) => part.messages);
        expect(sent).toEqual(
          calls.filter((one) => one.topic === topic).flatMap(({ messages }) => messages),
        );
      }
      for (const request of requests) {
        const bytes = request.reduce((sum, { message }) => sum + messageBytes(message), 0);
        expect(bytes <= maxRequestBytes || request.length === 1).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test("knows which calls a request holds", () => {
  const [small, large, last] = [
    { topic: "one", messages: [{ value: "a" }] },
    { topic: "one", messages: [{ value: "b" }, { value: "c".repeat(maxRequestBytes) }] },
    { topic: "two", messages: [{ value: "d" }] },
  ];
  const requests = packRequests([small, large, last]);
  expect(requests.map((request) => request.map(({ call }) => call))).toEqual([
    [small, large],
    [large],
    [last],
  ]);
});
