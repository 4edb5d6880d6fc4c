import { randomUUID } from "node:crypto";
import { topics, traceIdOf } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOtlpSink, type OtlpSink } from "../support/otlp-sink.ts";
import { createProductionLine, type ProductionLine } from "../support/production-line.ts";
import { type TestLine, type TestLineOptions, testModel } from "../support/test-line.ts";
import { describeBudget } from "./suites/budget.ts";
import { describeChanges } from "./suites/changes.ts";
import { describeHolds } from "./suites/holds.ts";
import { describeHumanValues } from "./suites/human-values.ts";
import { describeOddText } from "./suites/odd-text.ts";
import { describeOthersGoOn } from "./suites/others-go-on.ts";
import { describeReleases } from "./suites/releases.ts";
import { describeTrail } from "./suites/trail.ts";
import { describeWanters } from "./suites/wanters.ts";
import { describeWriteOrders } from "./suites/write-orders.ts";

// One stack for them all: it takes longer to start than most of them to run.
let shared: ProductionLine;
let sink: OtlpSink;

beforeAll(async () => {
  sink = await createOtlpSink();
  shared = await createProductionLine({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url } });
}, 120_000);

afterAll(async () => {
  await shared?.stop();
  await sink?.stop();
}, 60_000);

async function open({ latencyMs = 0 }: TestLineOptions = {}): Promise<TestLine> {
  await shared.openai.faults.delay(latencyMs);
  return { ...shared, stop: () => shared.openai.faults.clear() };
}

test("every service connects as the role that owns nothing", async () => {
  const roles = await shared.owner.query(
    `select distinct application_name as "process", usename as role from pg_stat_activity
     where application_name like 'fieldwork %' and application_name <> 'fieldwork prepare'
     order by 1`,
  );
  const role = "fieldwork_services";
  expect(roles).toEqual(
    ["connector", "enricher", "notifications", "planner", "writer"].map((name) => ({
      process: `fieldwork ${name}`,
      role,
    })),
  );
});

test("models-55: a change is one trace from its message through the queue and the model to its result and its write", async () => {
  const { answered, settled } = await followTraces();
  const [id = ""] = await shared.hubspot.create("companies", [
    { name: "Solberg AB", description: "Solberg sells electricity from wind farms to households." },
  ]);
  const [change] = await shared.changesOf(id);
  const traceId = traceIdOf(change?.traceparent) ?? "none";
  await eventually(() => {
    expect(traceIdOf(answered.get(id) ?? undefined)).toBe(traceId);
    expect(traceIdOf(settled.get(id))).toBe(traceId);
  });
  const bytes = Buffer.from(traceId, "hex").toString("latin1");
  // Spans are exported every five seconds.
  await eventually(() => {
    const spans = sink
      .bodies()
      .filter((body) => body.includes(bytes))
      .join("");
    for (const name of ["enrich", `chat ${testModel}`, `attempt ${testModel}`]) {
      expect(spans.includes(name)).toBe(true);
    }
  });
  expect(sink.bodies().some((body) => body.includes("Solberg"))).toBe(false);
});

/** The traces of what is published about records from now on: that they were answered, and that they were written. */
async function followTraces() {
  const answered = new Map<string, string | null>();
  const settled = new Map<string, string | undefined>();
  const group = `test-${randomUUID()}`;
  await shared.eventLog.subscribe(topics.enrichmentCompleted, {
    group,
    async handleBatch(events) {
      for (const { answers } of events.map(({ event }) => event)) {
        for (const { recordId, traceparent } of answers) answered.set(recordId, traceparent);
      }
    },
  });
  await shared.eventLog.subscribe(topics.writeSettled, {
    group: `${group}-settled`,
    async handleBatch(events) {
      for (const { event, traceparent } of events) settled.set(event.ref.id, traceparent);
    },
  });
  return { answered, settled };
}

describeChanges("production", open);
describeHumanValues("production", open);
describeHolds("production", open);
describeWriteOrders("production", open);
describeWanters("production", open);
describeTrail("production", open);
describeOddText("production", open);
describeReleases("production", open);
describeOthersGoOn("production", ({ catalogDir }) =>
  createProductionLine({ catalogDir, settings: { FIELDWORK_ROUTE: "" } }),
);
// The last: it leaves work behind that waits for money.
describeBudget("production", open);
