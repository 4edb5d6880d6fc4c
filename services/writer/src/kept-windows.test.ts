import { expect, test } from "vitest";
import { createKeptWindows } from "./kept-windows.ts";

test("windows are counted by the bound that they stayed within, and told once", () => {
  const windows = createKeptWindows();
  for (const ms of [1, 19, 21, 24, 200_000]) windows.note("hub", ms);
  windows.note("sales", 1);
  expect(windows.take()).toEqual([
    { connection: "hub", withinMs: 20, batches: 2 },
    { connection: "hub", withinMs: 24, batches: 2 },
    { connection: "hub", withinMs: 240_000, batches: 1 },
    { connection: "sales", withinMs: 20, batches: 1 },
  ]);
  expect(windows.take()).toEqual([]);
});
