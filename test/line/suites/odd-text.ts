import { explainRecord } from "@fieldwork/api";
import { storableText } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import { eventually } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { paidCalls, type TestLine, type TestLineOptions } from "../../support/test-line.ts";

/** The most that HubSpot takes. */
const maxChars = 65_536;

/** Runs a test on what a seed makes, which is all that is said of a failure: the texts would fill pages. */
async function forSeeds(run: (seed: number) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(fc.integer(), run), { numRuns: 2, endOnFailure: true });
}

/** What no store can hold, wherever it comes from, costs no other record anything; on whichever stack. */
export function describeOddText(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line, given text that no store holds`, () => {
    let line: TestLine;

    beforeAll(async () => {
      line = await open();
    }, 120_000);

    afterAll(() => line?.stop(), 60_000);

    let count = 0;

    /** Companies that ask different questions. */
    function companies(howMany: number): Record<string, unknown>[] {
      return Array.from({ length: howMany }, () => {
        count += 1;
        return { name: `Company ${count}`, description: `Sells electricity in town ${count}.` };
      });
    }

    async function areWritten(ids: readonly string[]): Promise<void> {
      await eventually(
        async () => {
          const live = await Promise.all(ids.map((id) => line.company(id)));
          const blank = ids.filter((_, index) => !live[index]?.ai_summary);
          expect(blank).toEqual([]);
        },
        { timeoutMs: 30_000, everyMs: 50 },
      );
    }

    async function workOf(id: string): Promise<{ state: string; reason: string | null }[]> {
      return line.database.query(
        "select state, reason_code as reason from work where record_id = $1",
        [id],
      );
    }

    async function fieldsOf(id: string): Promise<Record<string, string | null>> {
      const rows = await line.database.query<{ fields: Record<string, string | null> }>(
        "select fields from record where record_id = $1",
        [id],
      );
      return rows[0]?.fields ?? {};
    }

    const explain = (id: string) => explainRecord(line.database, id);

    test("reads and writes all 26 records of which one holds a NUL and one half a character", async () => {
      const records = companies(26);
      const [nul, half] = [{ ...records[7] }, { ...records[19] }];
      records[7] = { ...nul, description: `Sells\0 ${nul.description}` };
      records[19] = { ...half, description: `${half.description} \uD83D` };
      const ids = await line.hubspot.create("companies", records);
      await areWritten(ids);
      const [nulId = "", halfId = ""] = [ids[7], ids[19]];
      expect(await fieldsOf(nulId)).toMatchObject({
        ...nul,
        description: `Sells ${nul.description}`,
      });
      expect(await fieldsOf(halfId)).toMatchObject({ description: `${half.description} \uFFFD` });
      expect(await explain(nulId)).toContain(`Sells ${nul.description}`);
      expect(await explain(halfId)).toContain("\uFFFD");
    });

    test("the same in Salesforce", async () => {
      const accounts = companies(6).map(({ name, description }) => ({
        Name: name,
        Description: description,
      }));
      accounts[2] = {
        ...accounts[2],
        Description: "Wind\0 and \uDE00 sun.",
      } as (typeof accounts)[0];
      const ids = await line.salesforce.create("Account", accounts);
      await eventually(async () => {
        for (const id of ids) {
          const account = await line.salesforce.record({ object: "Account", id });
          expect(account?.fields.Ai_Summary__c).toBeTruthy();
        }
      });
      expect(await fieldsOf(ids[2] ?? "")).toMatchObject({ description: "Wind and \uFFFD sun." });
    });

    test("keeps 40 answers of which one quotes a NUL, and pays each once", async () => {
      const paidBefore = await paidCalls(line);
      const records = companies(40);
      const odd = String(records[23]?.name);
      const body = `${odd}\\\\"`;
      const id = await line.openai.faults.add({ kind: "generate", body, vendor: "odd-text" });
      const ids = await line.hubspot.create("companies", records);
      await areWritten(ids);
      expect((await paidCalls(line)) - paidBefore).toBe(40);
      const rules = await line.openai.faults.list();
      expect(rules.find((rule) => rule.id === id)).toMatchObject({ hit: 1 });
      expect(await explain(ids[23] ?? "")).toContain("written");
    });

    test("a record that is too large for the log is a dead letter, of which explain tells", async () => {
      const records = companies(8);
      // As long as HubSpot lets them be; in JSON each of these characters takes six.
      const long = "\u0001".repeat(maxChars);
      const huge = { name: long, description: long, city: long, country: long };
      const ids = await line.hubspot.create("companies", records.with(3, huge));
      const [odd = ""] = [ids[3]];
      await areWritten(ids.filter((id) => id !== odd));
      expect(await explain(odd)).toMatch(
        /hubspot\/company\/\d+\n.*not been read.*\n\nDead letters\n.*crm\.record-changed, not published: .*: it has 1\d{6} bytes/is,
      );
      const edit = { name: "Small", description: "Sells wind.", city: "" };
      await line.hubspot.edit({ object: "companies", id: odd }, edit);
      await areWritten([odd]);
    });

    const anyCompany = fc.record({
      name: oddText(),
      description: fc.oneof(
        oddText({ maxPieces: 40 }),
        fc
          .tuple(oddText(), fc.integer({ min: 1, max: 3000 }))
          .map(([text, n]) => text.repeat(n).slice(0, maxChars)),
      ),
      city: oddText(),
      domain: oddText(),
      phone: oddText(),
      country: oddText(),
    });

    test(
      "whatever people write, each record ends, and is kept as it can be kept",
      () =>
        forSeeds(async (seed) => {
          const records = fc.sample(anyCompany, { seed, numRuns: 30 });
          const ids = await line.hubspot.create("companies", records);
          await areWritten(await line.hubspot.create("companies", companies(1)));
          await eventually(() => allEnded(ids), { timeoutMs: 30_000, everyMs: 100 });
          for (const [index, id] of ids.entries()) {
            const { name = "", description = "" } = records[index] ?? {};
            const kept = await fieldsOf(id);
            expect(kept.name === (storableText(name) || null)).toBe(true);
            expect(kept.description === (storableText(description) || null)).toBe(true);
          }
        }),
      90_000,
    );

    test(
      "whatever a model answers, each record ends, and nobody else's answer is lost",
      () =>
        forSeeds(async (seed) => {
          const records = companies(24);
          const texts = fc.sample(oddText({ maxPieces: 6 }), { seed, numRuns: 12 });
          for (const [index, text] of texts.entries()) {
            await line.openai.faults.add({
              ...{ kind: "generate", body: `${records[index]?.name}\\\\"`, times: "always" },
              ...{ vendor: "odd-text", text, in: ["value", "evidence", "bestGuess"] },
            });
          }
          const ids = await line.hubspot.create("companies", records);
          await areWritten(ids.slice(12));
          await eventually(() => allEnded(ids), { timeoutMs: 30_000, everyMs: 100 });
          await line.openai.faults.clear();
        }),
      90_000,
    );

    /** A model may run out of tokens over what it is given to read; that is an end as well. */
    async function allEnded(ids: readonly string[]): Promise<void> {
      const open = await line.database.query(
        `select record_id, state, reason_code from unnest($1::text[]) as asked (record_id)
         left join work using (record_id)
         where state is null or state not in ('written', 'skipped', 'review', 'dead')
           or (state = 'dead' and reason_code not like 'model-%')`,
        [ids],
      );
      expect(open).toEqual([]);
    }

    describe("and a row that the store refuses", () => {
      /** Where a row of one record is refused, and what is told of it. */
      const tables = [
        ["record", "fields::text", /not handled by the planner: .*cannot hold/],
        ["answer", "outputs::text", /dead letter: .*cannot hold/],
        ["write_intent", "after_value", /dead letter: .*cannot hold/],
        ["write_decision", "answer_value", /dead letter: .*cannot hold/],
        ["log_event", "value::text", /not published: .*cannot hold/],
      ] as const;
      const used = tables.filter(([table]) => stack === "embedded" || table !== "log_event");

      test.each(used)("in %s is the failure of its record alone", async (table, text, told) => {
        const constraint = `constraint odd check (${text} !~ 'Odd one') not valid`;
        await line.owner.query(`alter table ${table} add ${constraint}`);
        onTestFinished(async () => {
          await line.owner.query(`alter table ${table} drop constraint odd`);
        });
        const paidBefore = await paidCalls(line);
        const records = companies(20);
        const name = `Odd one ${++count}`;
        records[11] = { name, description: `${name} sells electricity.` };
        const ids = await line.hubspot.create("companies", records);
        const [odd = ""] = [ids[11]];
        await areWritten(ids.filter((id) => id !== odd));
        await eventually(async () => expect(await explain(odd)).toMatch(told));
        const isAsked = table !== "record" && table !== "log_event";
        expect((await paidCalls(line)) - paidBefore).toBe(isAsked ? 20 : 19);
        expect(await workOf(odd)).toEqual(
          isAsked ? [expect.objectContaining({ state: "dead" })] : [],
        );
      });
    });
  });
}
