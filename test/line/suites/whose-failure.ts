import { eventually } from "@fieldwork/runtime/testing";
import { listClosedLanes, runAgain } from "@fieldwork/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  paidCalls,
  type TestLine,
  type TestLineOptions,
  testModel,
} from "../../support/test-line.ts";

/** A failure is held against whom it belongs to, on whichever stack. */
export function describeWhoseFailure(
  stack: string,
  open: (options: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;

    beforeEach(async () => {
      line = await open({});
    }, 90_000);

    afterEach(() => line?.stop());

    const companies = (count: number, text = "Nordic Wind") =>
      Array.from({ length: count }, (_, nr) => ({
        name: `${text} ${nr}`,
        description: `${text} number ${nr} sells electricity to households.`,
      }));

    async function states(): Promise<Record<string, number>> {
      const rows = await line.database.query<{ state: string; count: number }>(
        "select state, count(*)::int as count from work where object = 'company' group by state",
      );
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    }

    async function modelCalls(): Promise<number> {
      return (await line.openai.books.read()).calls.length;
    }

    test("a model that refuses all alike rests with its reason, costs nobody their record, and goes on once it is mended", async () => {
      await line.openai.faults.add({ status: 400, times: "always" });
      await line.hubspot.create("companies", companies(30));
      await eventually(
        async () => {
          expect(await states()).toEqual({ ready: 30 });
          const [closed] = await listClosedLanes(line.database);
          expect(closed).toMatchObject({
            name: `openai/${testModel}`,
            needsCheck: true,
            reason: { detail: { said: expect.stringContaining("400") } },
          });
          // The check was refused as well: it rests for minutes.
          expect((closed?.closedUntil.getTime() ?? 0) - Date.now()).toBeGreaterThan(60_000);
        },
        { timeoutMs: 15_000 },
      );
      const [worst] = await line.database.query<{ failures: number }>(
        "select max(failures) as failures from work",
      );
      expect(worst?.failures).toBe(0);
      const asked = await modelCalls();
      expect(asked).toBeLessThan(45);

      await line.openai.faults.clear();
      await line.database.query("update lane set closed_until = now()");
      await eventually(async () => expect(await states()).toEqual({ written: 30 }), {
        timeoutMs: 20_000,
      });
    }, 60_000);

    test("a record at which the vendor fails is a dead letter alone, and the others are answered", async () => {
      await line.openai.faults.add({ status: 500, body: "Poisoned", times: "always" });
      await line.hubspot.create("companies", [...companies(12), ...companies(1, "Poisoned")]);
      await eventually(async () => expect(await states()).toEqual({ written: 12, dead: 1 }), {
        timeoutMs: 30_000,
      });
      const [closed] = await line.database.query("select 1 from lane where name = 'openai'");
      expect(closed).toBeUndefined();
      const [dead] = await line.database.query<{ said: string }>(
        "select reason_detail->>'said' as said from work where state = 'dead'",
      );
      expect(dead?.said).toContain("500");

      await line.openai.faults.clear();
      expect(await runAgain(line.database, { reason: { codes: [], said: "500" } })).toBe(1);
      await eventually(async () => expect(await states()).toEqual({ written: 13 }));
    }, 60_000);

    test("an outage is probed by one call at a time, charges little, and costs nobody their record", async () => {
      const rule = { status: 500, times: "always" } as const;
      await line.openai.faults.add(rule);
      await line.hubspot.create("companies", companies(40));
      await eventually(async () => {
        const [lane] = await line.database.query<{ rests: number }>(
          "select rests from lane where needs_check",
        );
        expect(lane?.rests).toBeGreaterThanOrEqual(1);
      });
      const during = await modelCalls();
      expect(during).toBeLessThan(60);
      await line.openai.faults.clear();
      await line.database.query("update lane set closed_until = now()");
      await eventually(async () => expect(await states()).toEqual({ written: 40 }), {
        timeoutMs: 20_000,
      });
    }, 60_000);

    test("a paid answer is not paid again because its repair met a limit", async () => {
      const firstQuestion = "^(?![^]*was not accepted)";
      await line.openai.misbehave("prose", { body: firstQuestion, times: "always" });
      await line.openai.faults.add({
        ...{ status: 429, retryAfterS: 3, body: "was not accepted", times: 2 },
      });
      await line.hubspot.create("companies", companies(10));
      await eventually(async () => expect(await states()).toEqual({ written: 10 }), {
        timeoutMs: 40_000,
      });
      expect(await paidCalls(line)).toBe(20);
    }, 60_000);
  });
}
