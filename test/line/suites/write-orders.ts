import { eventually } from "@fieldwork/runtime/testing";
import { placeOrders } from "@fieldwork/store";
import { findTrail, readTimeline } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";
import { createOrderSteps, type OrderSteps, othersThan } from "./order-steps.ts";

/** What becomes of orders for single fields, on whichever stack. */
export function describeWriteOrders(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;
    let steps: OrderSteps;

    beforeAll(async () => {
      line = await open();
      steps = createOrderSteps(line);
    });

    afterAll(() => line.stop());

    test("a correction is written, is the person's, and stands in the trail with its run", async () => {
      const { id, industry } = await steps.enriched();
      const wanted = { value: "Materials", owner: "person", expectedValue: industry } as const;
      expect(await steps.order(id, { kind: "correct", ...wanted })).toEqual({
        ...{ state: "done", reason: "ordered" },
      });
      expect((await line.company(id)).ai_industry).toBe("Materials");
      expect(await steps.entryOf(id)).toMatchObject({ owner: "person", value: "Materials" });
      const ref = { connection: "hubspot", object: "company", id } as const;
      const trail = await findTrail(line.database, ref);
      const work = trail?.work.find(({ enrichment }) => enrichment === "company-profile");
      expect(work?.decisions.at(-1)).toMatchObject({
        decision: "write",
        reason: { code: "ordered" },
      });
      expect(work?.intents.at(-1)).toMatchObject({ afterValue: "Materials", state: "settled" });
      expect(work?.orders).toMatchObject([
        { kind: "correct", value: "Materials", by: "ann", run: "undo-1", state: "done" },
      ]);
      const runs = await line.database.query(
        "select wanted_by from write_intent where record_id = $1 and after_value = 'Materials'",
        [id],
      );
      expect(runs).toEqual([{ wanted_by: ["undo-1"] }]);
      const { rows } = await readTimeline(line.database, ref);
      const ofOrder = rows.filter(({ orderId }) => orderId === work?.orders[0]?.id);
      expect(ofOrder.map(({ kind }) => kind).toSorted()).toEqual(
        ["ordered", "sent", "replied", "decided", "order-ended"].toSorted(),
      );
      expect(ofOrder.find(({ kind }) => kind === "order-ended")?.what).toMatchObject({
        state: "done",
        ledger: { owner: "person", value: "Materials" },
      });
    });

    test("an order for a record that is gone is refused", async () => {
      const { id, industry } = await steps.enriched();
      await line.hubspot.remove({ object: "companies", id });
      const wanted = { value: "Materials", owner: "person", expectedValue: industry } as const;
      expect(await steps.order(id, { kind: "correct", ...wanted })).toEqual({
        ...{ state: "refused", reason: "record-gone" },
      });
    });

    test("G2: an order writes nothing where a person has edited the field since", async () => {
      const { id, industry } = await steps.enriched();
      await line.hubspot.edit({ object: "companies", id }, { ai_industry: "Utilities" });
      const wanted = { value: "Materials", owner: "fieldwork", expectedValue: industry } as const;
      expect(await steps.order(id, { kind: "approve", ...wanted })).toEqual({
        ...{ state: "refused", reason: "changed-since" },
      });
      expect((await line.company(id)).ai_industry).toBe("Utilities");
    });

    test("of two corrections placed together the first is written; the second was meant for another value", async () => {
      const { id, industry } = await steps.enriched();
      const [first, second] = othersThan(industry);
      const seen = { kind: "correct", owner: "person", expectedValue: industry } as const;
      expect(await steps.orders(id, { ...seen, value: first }, { ...seen, value: second })).toEqual(
        [
          { state: "done", reason: "ordered" },
          { state: "refused", reason: "changed-since" },
        ],
      );
      expect((await line.company(id)).ai_industry).toBe(first);
      expect(await steps.entryOf(id)).toMatchObject({ owner: "person", value: first });
    });

    test("G8: an approval and a pin placed together both count, and the approval can be undone", async () => {
      const { id, industry } = await steps.enriched();
      const fingerprint = "another answer";
      const [approved] = othersThan(industry);
      const approve = { value: approved, owner: "fieldwork", expectedValue: industry } as const;
      const seen = { value: null, owner: "fieldwork" } as const;
      expect(
        await steps.orders(
          id,
          { kind: "approve", fingerprint, ...approve },
          { kind: "pin", expectedValue: industry, ...seen },
        ),
      ).toMatchObject([{ state: "done" }, { state: "done" }]);
      expect(await steps.entryOf(id)).toMatchObject({ value: approved, pinned: true });
      const unpin = { kind: "unpin", expectedValue: approved, ...seen } as const;
      expect(await steps.order(id, unpin)).toMatchObject({ state: "done" });
      const undo = { kind: "undo", fingerprint, expectedValue: approved, ...seen } as const;
      expect(await steps.order(id, undo)).toMatchObject({ state: "done" });
      const edits = "select to_owner from owner_change where record_id = $1";
      expect(await line.database.query(edits, [id])).toEqual([]);
    });

    test("G2: a correction placed while an answer is due stands, and is the person's", async () => {
      const { id, industry, entry } = await steps.enriched();
      const [corrected, answered] = othersThan(industry);
      const wanted = { value: corrected, owner: "person", expectedValue: industry } as const;
      const [orderId] = await line.database.transaction(async (tx) => {
        await tx.query(
          `update answer set outputs = jsonb_set(outputs, '{industry,value}', to_jsonb($2::text))
           where fingerprint = $1`,
          [entry.fingerprint, answered],
        );
        await tx.query(
          "update work set state = 'answered', due_at = now() where record_id = $1 and fingerprint = $2",
          [id, entry.fingerprint],
        );
        return placeOrders(tx, [steps.orderFor(id, { kind: "correct", ...wanted })]);
      });
      expect(await steps.ended(orderId)).toEqual({ state: "done", reason: "ordered" });
      await line.drained();
      expect((await line.company(id)).ai_industry).toBe(corrected);
      expect(await steps.entryOf(id)).toMatchObject({ owner: "person", value: corrected });
      expect(await visibleWrites(line, id, "ai_industry")).toEqual([industry, corrected]);
    });

    test("G8: an undo brings back what was there, and its answer is not written again", async () => {
      const { id, industry, entry } = await steps.enriched();
      const { fingerprint } = entry;
      const wanted = {
        value: null,
        owner: "fieldwork",
        expectedValue: industry,
        fingerprint,
      } as const;
      expect(await steps.order(id, { kind: "undo", ...wanted })).toMatchObject({ state: "done" });
      expect((await line.company(id)).ai_industry || null).toBeNull();
      await line.database.query(
        "update work set state = 'answered', due_at = now() where record_id = $1 and fingerprint = $2",
        [id, fingerprint],
      );
      await line.drained();
      expect((await line.company(id)).ai_industry || null).toBeNull();
      expect(await steps.entryOf(id)).toMatchObject({ value: null, withdrawn: fingerprint });
      expect(await visibleWrites(line, id, "ai_industry")).toHaveLength(2);
    });

    test("a pinned field keeps its value through a change of the inputs, until it is given back", async () => {
      const { id, industry } = await steps.enriched();
      const seen = { value: null, owner: "person", expectedValue: industry } as const;
      expect(await steps.order(id, { kind: "pin", ...seen })).toMatchObject({ state: "done" });
      expect(await steps.entryOf(id)).toMatchObject({ pinned: true });
      const description = "Mines copper and sells ore, in Chile.";
      await line.hubspot.edit({ object: "companies", id }, { description });
      await eventually(async () => {
        const [row] = await line.database.query<{ decision: string }>(
          `select decision from write_decision join work on work.id = work_id
           where record_id = $1 and field = 'ai_industry' and generation = 2`,
          [id],
        );
        expect(row?.decision).toBe("pinned");
      });
      await line.drained();
      expect((await line.company(id)).ai_industry).toBe(industry);
      expect(await steps.order(id, { kind: "unpin", ...seen })).toMatchObject({ state: "done" });
      expect(await steps.entryOf(id)).toMatchObject({ pinned: false, owner: "fieldwork" });
    });
  });
}
