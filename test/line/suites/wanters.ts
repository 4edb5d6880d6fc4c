import { eventually } from "@fieldwork/runtime/testing";
import { keepPlan, liftHold, placeHold, signalWorkReady, stopWanting } from "@fieldwork/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestLine, TestLineOptions } from "../../support/test-line.ts";

/** For whom records are asked and written, while those who want them come and go, on whichever stack. */
export function describeWanters(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line: a record that is wanted`, () => {
    let line: TestLine;
    let count = 0;

    beforeAll(async () => {
      line = await open();
    });

    afterAll(() => line.stop());

    interface Wanted {
      id: string;
      /** What the model is asked about. */
      text: string;
    }

    /** A company of whose text the CRM knows nothing, so that nobody wants it but as told. */
    async function want(wantedBy: readonly string[]): Promise<Wanted> {
      const text = `Wanted company ${++count} sells electricity from wind farms to households.`;
      const name = `Wanted ${count}`;
      const [id = ""] = await line.hubspot.create("companies", [{ name }]);
      await eventually(async () => expect((await workOf(id))?.state).toBe("skipped"));
      const ref = { connection: "hubspot", object: "company", id } as const;
      const now = new Date().toISOString();
      const fields = { name, description: text };
      const common = { ref, vendorAt: now, traceparent: null };
      await keepPlan(line.database, {
        records: [
          {
            ...common,
            readAt: now,
            directReadAt: now,
            contentHash: text,
            fields,
            outputs: {},
            deleted: false,
          },
        ],
        work: [
          {
            ...{ ...common, enrichment: "company-profile", inputHash: text, wantedBy },
            ...{ state: "ready", reason: null },
          },
        ],
      });
      await signalWorkReady(line.database);
      return { id, text };
    }

    async function workOf(id: string): Promise<{ state: string; reason: string } | undefined> {
      const [row] = await line.database.query<{ state: string; reason: string }>(
        `select state, reason_code as reason from work
         where record_id = $1 and enrichment = 'company-profile'`,
        [id],
      );
      return row;
    }

    /** Whom each of its calls served, and whom its decisions and writes, once everything is finished. */
    async function receiptOf({ id }: Wanted) {
      await line.drained();
      const served = (table: string) =>
        line.database
          .query<{ by: string[] }>(
            `select ${table === "model_call" ? "" : "distinct"} wanted_by as by from ${table} where work_id = (
               select id from work where record_id = $1 and enrichment = 'company-profile')
             ${table === "model_call" ? "order by started_at" : ""}`,
            [id],
          )
          .then((rows) => rows.map(({ by }) => by));
      const [calls, decisions, intents] = await Promise.all(
        ["model_call", "write_decision", "write_intent"].map(served),
      );
      return { calls, decisions, intents };
    }

    const servedAll = (by: readonly string[]) => ({ calls: [by], decisions: [by], intents: [by] });
    const nothing = { calls: [], decisions: [], intents: [] };
    const notWanted = { state: "skipped", reason: "not-wanted" };

    test("by the live line and a backfill is written for both, with one call", async () => {
      const both = await want(["live", "b1"]);
      const alone = await want(["b1"]);
      expect(await receiptOf(both)).toEqual(servedAll(["live", "b1"]));
      expect(await receiptOf(alone)).toEqual(servedAll(["b1"]));
    });

    test("is asked for the others alone once a backfill is cancelled", async () => {
      const hold = { scope: "enrichment", target: "company-profile" };
      await placeHold(line.database, { ...hold, action: "paused", heldBy: "ana", why: "a look" });
      const [both, alone] = [await want(["live", "b2"]), await want(["b2"])];
      await stopWanting(line.database, "b2");
      await liftHold(line.database, hold);
      await signalWorkReady(line.database);
      expect(await receiptOf(both)).toEqual(servedAll(["live"]));
      expect(await workOf(alone.id)).toEqual(notWanted);
      expect(await receiptOf(alone)).toEqual(nothing);
    });

    test("is written for a backfill that is cancelled while it is asked", async () => {
      const asked = await line.openai.faults.hold({ body: "Wanted company" }, "after");
      const both = await want(["live", "b3"]);
      await asked.arrived;
      await stopWanting(line.database, "b3");
      await asked.release();
      expect(await receiptOf(both)).toEqual(servedAll(["live", "b3"]));
    });

    test("goes on for the others alone where a backfill is cancelled and the process that asked dies", async () => {
      const holds = await Promise.all(
        [1, 2].map((nth) =>
          line.openai.faults.hold({ body: `Wanted company ${count + nth} ` }, "after"),
        ),
      );
      const [both, alone] = [await want(["live", "b4"]), await want(["b4"])];
      await Promise.all(holds.map(({ arrived }) => arrived));
      await stopWanting(line.database, "b4");
      await line.database.query(
        `update work set claim_token = gen_random_uuid(), lease_until = now() - interval '1 second'
         where record_id = any($1) and state = 'asking'`,
        [[both.id, alone.id]],
      );
      await eventually(async () => expect(await workOf(alone.id)).toEqual(notWanted));
      await Promise.all(holds.map(({ release }) => release()));
      const { calls = [], ...written } = await receiptOf(both);
      expect({ ...written, calls: [] }).toEqual({ ...servedAll(["live"]), calls: [] });
      // Who goes on asks again, unless the answer is kept before it does.
      const [first, ...again] = calls;
      expect(first).toEqual(["live", "b4"]);
      expect(again.filter((by) => by.join() !== "live")).toEqual([]);
      expect(await receiptOf(alone)).toEqual({ ...nothing, calls: [["b4"]] });
    });
  });
}
