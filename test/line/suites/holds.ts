import { eventually } from "@fieldwork/runtime/testing";
import { liftHold, placeHold } from "@fieldwork/store";
import { findTrail, type TrailWork } from "@fieldwork/store/reading";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

/** What a person orders not to go on does not, and goes on once the order is lifted, on whichever stack. */
export function describeHolds(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;
    let count = 0;

    beforeAll(async () => {
      line = await open();
    });

    afterEach(() => lift("enrichment", "company-profile"));

    afterAll(() => line.stop());

    function hold(action: "paused" | "killed"): Promise<number> {
      const scope = { scope: "enrichment", target: "company-profile" };
      return placeHold(line.database, { ...scope, action, heldBy: "ana", why: "odd summaries" });
    }

    async function lift(scope: string, target: string): Promise<void> {
      await liftHold(line.database, { scope, target });
    }

    async function createCompany(): Promise<string> {
      const description = `Company ${++count} sells electricity from wind farms to households.`;
      const [id = ""] = await line.hubspot.create("companies", [
        { name: `Held ${count}`, description },
      ]);
      return id;
    }

    /** Whatever was to happen to what came before has happened by then. */
    async function contactIsEnriched(): Promise<void> {
      const fields = { firstname: "Ada", lastname: `H${++count}`, jobtitle: "Sales Manager" };
      const [id = ""] = await line.hubspot.create("contacts", [fields]);
      await eventually(async () => {
        const record = await line.hubspot.record({ object: "contacts", id });
        expect(record?.fields.ai_seniority).toBeTruthy();
      });
    }

    async function workOf(id: string): Promise<TrailWork | undefined> {
      const ref = { connection: "hubspot", object: "company", id } as const;
      return (await findTrail(line.database, ref))?.work[0];
    }

    async function unsettled(): Promise<number> {
      const [row] = await line.database.query<{ held: number }>(
        `select coalesce(sum(reserved_nano_usd), 0)::float8 as held from model_call
         where outcome = 'stopped' and cost_nano_usd is null and released_at is null`,
      );
      return row?.held ?? 0;
    }

    async function isEnriched(id: string): Promise<void> {
      await eventually(async () => expect((await line.company(id)).ai_summary).toBeTruthy());
    }

    test("G6: a held enrichment asks nothing and writes nothing; lifted, it goes on by itself", async () => {
      await hold("paused");
      const id = await createCompany();
      await eventually(async () => expect((await workOf(id))?.state).toBe("ready"));
      await contactIsEnriched();
      expect(await workOf(id)).toMatchObject({
        ...{ state: "ready", calls: [] },
        hold: { scope: "enrichment", target: "company-profile", by: "ana", why: "odd summaries" },
      });
      await lift("enrichment", "company-profile");
      await isEnriched(id);
    });

    test("G6: paused while answers are on their way, they are kept and nothing reaches the CRM", async () => {
      const call = await line.openai.faults.hold({}, "after");
      const id = await createCompany();
      await call.arrived;
      await hold("paused");
      await call.release();
      await eventually(async () => expect((await workOf(id))?.state).toBe("answered"));
      await contactIsEnriched();
      expect(await workOf(id)).toMatchObject({ state: "answered", hold: { action: "paused" } });
      expect(await visibleWrites(line, id, "ai_summary")).toEqual([]);
      await lift("enrichment", "company-profile");
      await isEnriched(id);
      expect((await workOf(id))?.calls).toHaveLength(1);
    });

    test("G6: killed while a model is asked, the call ends and stays charged", async () => {
      const call = await line.openai.faults.hold();
      const id = await createCompany();
      await call.arrived;
      await hold("killed");
      await eventually(async () => {
        expect(await workOf(id)).toMatchObject({
          ...{ state: "ready", failures: 0, hold: { action: "killed" } },
          calls: [{ outcome: "stopped" }],
        });
      });
      // Charged what it might cost at most.
      expect(await unsettled()).toBeGreaterThan(0);
      await call.release();
      await lift("enrichment", "company-profile");
      await isEnriched(id);
    });

    test("G6: held between the writer's read and its write, the write is not sent", async () => {
      const read = await line.hubspot.faults.hold(
        { kind: "batch-read", path: "companies" },
        "after",
      );
      const id = await createCompany();
      await read.arrived;
      await hold("paused");
      await read.release();
      await eventually(async () => expect((await workOf(id))?.state).toBe("answered"));
      await contactIsEnriched();
      expect(await visibleWrites(line, id, "ai_summary")).toEqual([]);
      expect((await workOf(id))?.intents).toEqual([]);
      await lift("enrichment", "company-profile");
      await isEnriched(id);
    });
  });
}
