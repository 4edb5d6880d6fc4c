import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test("no port is given twice, nor one that the system gives to connections and to whoever takes any", async () => {
  const ports: number[] = [];
  for (let count = 0; count < 600; count++) ports.push(await freePort());
  expect(new Set(ports).size).toBe(ports.length);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
