import { expect, test } from "vitest";
import { freshnessValues } from "./freshness-metrics.ts";

test("each enrichment tells its burn, what is overdue and what holds that up, with names alone as labels", () => {
  const shown = {
    ...{ enrichment: "profile", objective: { share: 0.95, within: "2m" } },
    ...{ burn: { short: 2, long: null }, isMissed: true, overdue: 7 },
    constraint: { name: "lane", lane: "openai", until: "2026-11-27T00:00:00Z", reason: "quota" },
  } as const;
  const labels = { enrichment: "profile" };
  expect(freshnessValues([shown])).toEqual([
    { gauge: "fieldwork.freshness.burn", value: 2, labels: { ...labels, window: "short" } },
    { gauge: "fieldwork.freshness.missed", value: 1, labels },
    { gauge: "fieldwork.freshness.overdue", value: 7, labels },
    { gauge: "fieldwork.freshness.held_up", value: 1, labels: { ...labels, by: "lane" } },
  ]);
});
