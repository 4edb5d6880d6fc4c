import { describeBackfills } from "./describe-backfills.ts";

describeBackfills({ worlds: 400, timeoutMs: 900_000 });
