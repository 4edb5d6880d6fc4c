import type { Logger, Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createCaseKeeper } from "./cases/case-keeper.ts";
import { createReplayDriver } from "./dead-letters/replay-driver.ts";
import { type NoticeConfig, openNotices } from "./notices/open-notices.ts";

export interface DriverDeps {
  config: NoticeConfig;
  database: Database;
  logger: Logger;
}

/** What goes on by itself once it was ordered, and what people are told of. Any number of each may run. */
export function createDrivers(deps: DriverDeps): Ticker[] {
  return [createReplayDriver(deps), createCaseKeeper(deps), openNotices(deps)];
}
