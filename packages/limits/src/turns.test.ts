import { describe, expect, test } from "vitest";
import { endTurn, placesKept, type Turn, waitTurn } from "./turns.ts";

const none: readonly Turn[] = [];
const refused = (turns: readonly Turn[], asker: string, nowMs: number) =>
  waitTurn(turns, asker, { nowMs, waitMs: 50 });

describe("turns", () => {
  test("no place is kept for others during their first quarter of a second", () => {
    const turns = refused(none, "a", 1000);
    expect(placesKept(turns, "b", 1249)).toBe(0);
    expect(placesKept(turns, "b", 1250)).toBe(1);
  });

  test("a process that goes on asking keeps its turn, before those that came later", () => {
    let turns = refused(none, "a", 1000);
    for (let nowMs = 1050; nowMs <= 2000; nowMs += 50) {
      turns = refused(turns, "a", nowMs);
      turns = refused(turns, "b", nowMs);
    }
    expect(placesKept(turns, "a", 2000)).toBe(0);
    expect(placesKept(turns, "b", 2000)).toBe(1);
    expect(placesKept(turns, "c", 2000)).toBe(2);
  });

  test("one that is admitted goes to the end", () => {
    let turns = refused(refused(none, "a", 1000), "b", 1001);
    turns = refused(endTurn(turns, "a", 1300), "a", 1300);
    expect(placesKept(turns, "a", 1300)).toBe(1);
    expect(placesKept(turns, "b", 1300)).toBe(0);
  });

  test("one that does not ask again has left", () => {
    const turns = refused(none, "a", 1000);
    expect(placesKept(turns, "b", 1349)).toBe(1);
    expect(placesKept(turns, "b", 1350)).toBe(0);
    expect(endTurn(turns, "b", 1350)).toEqual([]);
  });

  test("at most sixteen stand in line", () => {
    let turns = none;
    for (let index = 0; index < 20; index += 1) turns = refused(turns, `p${index}`, 1000);
    expect(turns).toHaveLength(16);
  });
});
