import type { CheckedService, Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createCaseKeeper } from "./cases/case-keeper.ts";
import { createReplayDriver } from "./dead-letters/replay-driver.ts";
import { createFreshnessMetrics } from "./freshness/freshness-metrics.ts";
import { type NoticeConfig, openNotices } from "./notices/open-notices.ts";

export interface DriverDeps {
  config: NoticeConfig;
  database: Database;
  logger: Logger;
}

/** What goes on by itself once it was ordered, and what people are told of. Any number of each may run. */
export function createDrivers(deps: DriverDeps): CheckedService[] {
  return [
    ...[createReplayDriver(deps), createCaseKeeper(deps), openNotices(deps)],
    createFreshnessMetrics(deps),
  ];
}
