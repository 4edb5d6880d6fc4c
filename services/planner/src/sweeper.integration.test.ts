import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import type { Lanes } from "@fieldwork/lanes";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { releaseDefinitions } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createSweeper } from "./sweeper.ts";

test("G1: what waits to be asked by an enrichment that is retired ends, and is wanted again once that is released again", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  const definition = (name: string) => ({ name, hash: "d1", content: { object: "company" } });
  for (const names of [["old-profile"], ["new-profile"]]) {
    await releaseDefinitions(database, { definitions: names.map(definition), by: "ann" });
  }
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at, due_at)
     select 'hub', 'company', '1', enrichment, 'ready', '{live}', 'h', now(), due_at
     from (values ('old-profile', now()), ('new-profile', now())) as one (enrichment, due_at)`,
  );
  const sweeper = createSweeper({
    ...{ database, definitions: fixedDefinitions([]), logger: testLogger() },
    ...{ wakeUpOverdueMs: 60_000, everyMs: 10 },
    // Nothing is dispatched or answered: neither is used.
    ...{ lanes: {} as Lanes, eventLog: {} as EventLog },
  });
  await sweeper.start();
  onTestFinished(() => sweeper.stop());
  const work = () =>
    database.query("select enrichment, state, reason_code from work order by enrichment");
  const waits = { enrichment: "new-profile", state: "ready", reason_code: null };
  await eventually(async () =>
    expect(await work()).toEqual([
      waits,
      { enrichment: "old-profile", state: "skipped", reason_code: "enrichment-undefined" },
    ]),
  );
  await releaseDefinitions(database, {
    ...{ definitions: ["new-profile", "old-profile"].map(definition), by: "ann" },
  });
  expect(await work()).toEqual([waits, { ...waits, enrichment: "old-profile" }]);
});
