import {
  type CheckedService,
  createGauges,
  type GaugeValue,
  type Logger,
} from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { type ShownFreshness, showFreshness } from "./show-freshness.ts";

const gauges = {
  "fieldwork.freshness.burn":
    "How fast what may be late is used up, in five minutes and in an hour: 1 is just as fast as promised",
  "fieldwork.freshness.missed": "1 while more is late than may be",
  "fieldwork.freshness.overdue": "Live changes that should have been written by now",
  "fieldwork.freshness.held_up": "1 for what holds up most of what is overdue",
} as const;
export type FreshnessGauge = keyof typeof gauges;

type Value = GaugeValue<FreshnessGauge>;

/** The freshness of every enrichment that promises it, as metrics. */
export function createFreshnessMetrics({
  database,
  logger,
}: {
  database: Db;
  logger: Logger;
}): CheckedService {
  return createGauges({
    ...{ name: "freshness metrics", gauges },
    look: async () => freshnessValues(await showFreshness(database)),
    onError: (err) => logger.warn({ err }, "freshness could not be measured"),
  });
}

/** Labels are names of definitions and of what may hold them up: there are few of both. Pure. */
export function freshnessValues(shown: readonly ShownFreshness[]): Value[] {
  return shown.flatMap(({ enrichment, burn, isMissed, overdue, constraint }): Value[] => {
    const value = (gauge: FreshnessGauge, of: number, labels: object = {}): Value => {
      return { gauge, value: of, labels: { enrichment, ...labels } };
    };
    return [
      ...Object.entries(burn).flatMap(([window, rate]) =>
        rate === null ? [] : [value("fieldwork.freshness.burn", rate, { window })],
      ),
      value("fieldwork.freshness.missed", isMissed ? 1 : 0),
      value("fieldwork.freshness.overdue", overdue),
      ...(constraint === null
        ? []
        : [value("fieldwork.freshness.held_up", 1, { by: constraint.name })]),
    ];
  });
}
