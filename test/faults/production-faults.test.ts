import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import { createDayCompanies } from "../day/day-companies.ts";
import { describeProductionConsole } from "../day/describe-production-console.ts";
import { describeProductionDay } from "../day/describe-production-day.ts";
import {
  crashBackend,
  freezeBackends,
  redisLosesItsLastSecond,
  unmoved,
} from "./backend-faults.ts";
import { createOldRecords, describeKilledBackfill } from "./describe-killed-backfill.ts";
import { describeKilledPreview } from "./describe-killed-preview.ts";
import { describeNarrowMoments } from "./describe-narrow-moments.ts";
import { describeReadiness } from "./describe-readiness.ts";
import { describeStops } from "./describe-stops.ts";
import { concurrency, createFaultLine, type FaultLine } from "./fault-line.ts";
import { freezeService, killService, rebalanceStorm, together } from "./service-faults.ts";
import { expectKept, expectWithinBudget, type Fault, playWave } from "./wave.ts";

const waveTimeoutMs = 180_000;
const dayCompanies = 2000;
let line: FaultLine;

beforeAll(async () => {
  line = await createFaultLine(async ({ hubspot }) => {
    await createOldRecords({ hubspot });
    await createDayCompanies(hubspot, dayCompanies);
  });
}, 240_000);

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => void process.stderr.write(`${line.log()}\n`));
});

afterEach(() => expectWithinBudget(line));

afterAll(() => line?.stop(), 60_000);

async function holds(fault: Fault, inFlight: number): Promise<void> {
  expectKept(await playWave(line, fault), { inFlight });
}

// The first: it counts all calls that there were.
describeKilledBackfill(() => line);
describeProductionDay(() => line, { companies: dayCompanies, timeoutMs: 180_000 });
describeProductionConsole(() => line);

describe("G1, G2, G3, G4: a production line in the middle of its work", () => {
  test("keeps its promises when nothing happens", () => holds(async () => {}, 0), waveTimeoutMs);

  test(
    "keeps them when an enricher and the connector that reads are killed",
    () => holds(together(killService("enricher"), killService("connector")), concurrency),
    waveTimeoutMs,
  );

  test(
    "keeps them when a writer and a planner are killed",
    () => holds(together(killService("writer"), killService("planner")), 0),
    waveTimeoutMs,
  );

  test(
    "keeps them when an enricher, a writer and the connector that reads are frozen until others took over",
    () =>
      holds(
        together(freezeService("enricher"), freezeService("writer"), freezeService("connector")),
        concurrency,
      ),
    waveTimeoutMs,
  );

  test(
    "keeps them when planners come and go faster than their group can rebalance",
    () => holds(rebalanceStorm, 0),
    waveTimeoutMs,
  );

  test(
    "keeps them when Redis is killed and has lost its last second",
    () => holds(unmoved(redisLosesItsLastSecond), 2 * concurrency),
    waveTimeoutMs,
  );

  test(
    "keeps them when the broker is killed",
    () => holds(unmoved(crashBackend("kafka")), 2 * concurrency),
    waveTimeoutMs,
  );

  test(
    "keeps them when PostgreSQL crashes",
    () => holds(unmoved(crashBackend("postgres")), 2 * concurrency),
    waveTimeoutMs,
  );

  test(
    "keeps them when Redis and the broker are frozen",
    () => holds(unmoved(freezeBackends("redis", "kafka")), 2 * concurrency),
    waveTimeoutMs,
  );
});

describeNarrowMoments(() => line);
describeStops(() => line);
describeKilledPreview(() => line);
describeReadiness(() => line);
