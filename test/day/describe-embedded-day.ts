import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectDay } from "./compare-day.ts";
import { type EmbeddedDay, openEmbeddedDay } from "./embedded-day.ts";
import { walkDay } from "./walk-day.ts";

export interface DaySize {
  companies: number;
  timeoutMs: number;
}

export function describeEmbeddedDay({ companies, timeoutMs }: DaySize): void {
  describe("an operator's day on the embedded line", () => {
    let embedded: EmbeddedDay;
    let replies: readonly string[] = [];

    beforeAll(async () => {
      embedded = await openEmbeddedDay(companies);
    }, 300_000);

    afterAll(() => embedded?.stop());

    test(
      "filter, count, sample, sheet, start, a gate, resume, a kill, pause, cancel, receipt and undo, and the books agree to the record",
      async () => {
        const { scene } = embedded;
        const day = await walkDay(scene);
        ({ replies } = day);
        await expectDay(scene, day);
      },
      timeoutMs,
    );

    test("no secret is in any span, log line, reply or row of the audit of that day", async () => {
      const { secrets, places } = await embedded.end();
      expect(places.spans).toContain("enrich");
      expect(places.log?.length).toBeGreaterThan(1000);
      expect(places.audit).toContain("backfills.start");
      expect(places.notice_delivery).toContain("ECONNREFUSED");
      const all = Object.entries({ ...places, replies: replies.join("\n") });
      expect(all.at(-1)?.[1]).toContain("receipt");
      const found = all.flatMap(([place, text]) =>
        Object.entries(secrets).flatMap(([of, secret]) =>
          text.includes(secret) ? [`that of the ${of} in ${place}`] : [],
        ),
      );
      expect(found).toEqual([]);
    }, 60_000);
  });
}
