import { describeBackfills } from "./describe-backfills.ts";

// Always the same few worlds: new ones are looked for by the long tests.
describeBackfills({ worlds: 12, seed: 455_792_307, timeoutMs: 60_000 });
