import { topics, traceIdOf } from "@fieldwork/contracts";
import { eventually, recordSpans } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine } from "../support/test-line.ts";
import { describeTrail } from "./suites/trail.ts";

describeTrail("embedded", createTestLine, (line) => {
  test("models-55: one trace leads from the change by the log and the lane to the model, the answer and the write", async () => {
    const { spans, stop } = await recordSpans();
    onTestFinished(() => stop());
    const description = "Rents out excavators to builders of roads. Based in Finland.";
    const [id = ""] = await line().hubspot.create("companies", [{ name: "Kaivuri", description }]);
    const traceparents = async () => {
      const [told] = await line().database.query<{ answered: string; written: string }>(
        `select
           (select answer->>'traceparent' from log_event, jsonb_array_elements(value->'answers') as answer
            where topic = $2 and answer->>'recordId' = $1 limit 1) as answered,
           (select traceparent from log_event where topic = $3 and value->'ref'->>'id' = $1 limit 1) as written`,
        [id, topics.enrichmentCompleted.name, topics.writeSettled.name],
      );
      // The writer also looks for answers by itself, and may be done before they are announced.
      if (!told?.answered || !told.written) throw new Error("it is not told yet");
      return told;
    };
    const { answered, written } = await eventually(traceparents);
    const [change] = await line().changesOf(id);
    const traceId = traceIdOf(change?.traceparent) ?? "";
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([traceIdOf(answered), traceIdOf(written)]).toEqual([traceId, traceId]);
    const names = spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["enrich", "chat gpt-6-luna", "attempt gpt-6-luna"]),
    );
  });
});
