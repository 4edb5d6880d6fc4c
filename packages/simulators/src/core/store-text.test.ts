import { expect, test } from "vitest";
import { createHubspotSimulator } from "../hubspot/hubspot-simulator.ts";

test.each([
  [{}, " a\r\nb\n "],
  [{ trims: true }, "a\r\nb"],
  [{ lineEnds: "lf" }, " a\nb\n "],
  [{ trims: true, lineEnds: "crlf" }, "a\r\nb"],
] as const)("%o stores text so", async (textStorage, expected) => {
  const simulator = createHubspotSimulator({ textStorage });
  const [id = ""] = await simulator.create("companies", [{ description: " a\r\nb\n " }]);
  const ref = { object: "companies", id };
  expect((await simulator.record(ref))?.fields.description).toBe(expected);
  await simulator.edit(ref, { name: " a\r\nb\n " });
  expect((await simulator.record(ref))?.fields.name).toBe(expected);
  const { writes } = await simulator.books.read();
  expect(writes.at(-1)?.after.name).toBe(expected);
});
