import { describeBackfills } from "./describe-backfills.ts";

// A few new worlds each time, many more in the long tests.
describeBackfills({ worlds: 12, timeoutMs: 60_000 });
