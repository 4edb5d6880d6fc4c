import { eventually } from "@fieldwork/runtime/testing";
import { type NewWriteOrder, placeOrders } from "@fieldwork/store";
import { findTrail, readTimeline } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

/** What becomes of orders for single fields, on whichever stack. */
export function describeWriteOrders(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;
    let count = 0;

    beforeAll(async () => {
      line = await open();
    });

    afterAll(() => line.stop());

    async function enriched(): Promise<{ id: string; industry: string; entry: Entry }> {
      count += 1;
      const [id = ""] = await line.hubspot.create("companies", [
        {
          name: `Company ${count}`,
          description: `Operates wind farms, plant ${count}, in Sweden.`,
        },
      ]);
      const entry = await eventually(async () => (await entryOf(id)) ?? expect.unreachable());
      await line.drained();
      return { id, industry: String((await line.company(id)).ai_industry), entry };
    }

    /** Options of the field other than the one that stands. */
    function othersThan(industry: string): [string, string] {
      const [one = "", two = ""] = ["Energy", "Materials", "Utilities"].filter(
        (option) => option !== industry,
      );
      return [one, two];
    }

    interface Entry {
      owner: string;
      value: string | null;
      fingerprint: string;
      beforeValue: string | null;
      pinned: boolean;
      withdrawn: string | null;
    }

    async function entryOf(id: string): Promise<Entry | undefined> {
      const [entry] = await line.database.query<Entry>(
        `select owner, value, fingerprint, before_value as "beforeValue", pinned,
           withdrawn_fingerprint as withdrawn
         from field_ledger where record_id = $1 and field = 'ai_industry'`,
        [id],
      );
      return entry;
    }

    type Wanted = Pick<NewWriteOrder, "kind" | "value" | "owner" | "expectedValue"> & {
      fingerprint?: string;
    };

    function orderFor(id: string, wanted: Wanted): NewWriteOrder {
      return {
        ...{ fingerprint: "", answerId: null, run: "undo-1", orderedBy: "ann", ...wanted },
        ...{ ref: { connection: "hubspot", object: "company", id }, field: "ai_industry" },
        enrichment: "company-profile",
      };
    }

    interface OrderEnd {
      state: string;
      reason: string;
    }

    async function ended(orderId: string | undefined): Promise<OrderEnd> {
      return eventually(async () => {
        const [row] = await line.database.query<OrderEnd>(
          "select state, reason_code as reason from write_order where id = $1 and settled_at is not null",
          [orderId],
        );
        return row ?? expect.unreachable();
      });
    }

    /** Placed together, so that one batch may claim all of them. */
    async function orders(id: string, ...wanted: readonly Wanted[]): Promise<OrderEnd[]> {
      const placed = wanted.map((one) => orderFor(id, one));
      const orderIds = await placeOrders(line.database, placed);
      return Promise.all(orderIds.map(ended));
    }

    async function order(id: string, wanted: Wanted): Promise<OrderEnd> {
      const [one] = await orders(id, wanted);
      return one ?? expect.unreachable();
    }

    test("a correction is written, is the person's, and stands in the trail with its run", async () => {
      const { id, industry } = await enriched();
      const wanted = { value: "Materials", owner: "person", expectedValue: industry } as const;
      expect(await order(id, { kind: "correct", ...wanted })).toEqual({
        ...{ state: "done", reason: "ordered" },
      });
      expect((await line.company(id)).ai_industry).toBe("Materials");
      expect(await entryOf(id)).toMatchObject({ owner: "person", value: "Materials" });
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
      const { id, industry } = await enriched();
      await line.hubspot.remove({ object: "companies", id });
      const wanted = { value: "Materials", owner: "person", expectedValue: industry } as const;
      expect(await order(id, { kind: "correct", ...wanted })).toEqual({
        ...{ state: "refused", reason: "record-gone" },
      });
    });

    test("G2: an order writes nothing where a person has edited the field since", async () => {
      const { id, industry } = await enriched();
      await line.hubspot.edit({ object: "companies", id }, { ai_industry: "Utilities" });
      const wanted = { value: "Materials", owner: "fieldwork", expectedValue: industry } as const;
      expect(await order(id, { kind: "approve", ...wanted })).toEqual({
        ...{ state: "refused", reason: "changed-since" },
      });
      expect((await line.company(id)).ai_industry).toBe("Utilities");
    });

    test("of two corrections placed together the first is written; the second was meant for another value", async () => {
      const { id, industry } = await enriched();
      const [first, second] = othersThan(industry);
      const seen = { kind: "correct", owner: "person", expectedValue: industry } as const;
      expect(await orders(id, { ...seen, value: first }, { ...seen, value: second })).toEqual([
        { state: "done", reason: "ordered" },
        { state: "refused", reason: "changed-since" },
      ]);
      expect((await line.company(id)).ai_industry).toBe(first);
      expect(await entryOf(id)).toMatchObject({ owner: "person", value: first });
    });

    test("G8: an approval and a pin placed together both count, and the approval can be undone", async () => {
      const { id, industry } = await enriched();
      const fingerprint = "another answer";
      const [approved] = othersThan(industry);
      const approve = { value: approved, owner: "fieldwork", expectedValue: industry } as const;
      const seen = { value: null, owner: "fieldwork" } as const;
      expect(
        await orders(
          id,
          { kind: "approve", fingerprint, ...approve },
          { kind: "pin", expectedValue: industry, ...seen },
        ),
      ).toMatchObject([{ state: "done" }, { state: "done" }]);
      expect(await entryOf(id)).toMatchObject({ value: approved, pinned: true });
      const unpin = { kind: "unpin", expectedValue: approved, ...seen } as const;
      expect(await order(id, unpin)).toMatchObject({ state: "done" });
      const undo = { kind: "undo", fingerprint, expectedValue: approved, ...seen } as const;
      expect(await order(id, undo)).toMatchObject({ state: "done" });
      const edits = "select to_owner from owner_change where record_id = $1";
      expect(await line.database.query(edits, [id])).toEqual([]);
    });

    test("G2: a correction placed while an answer is due stands, and is the person's", async () => {
      const { id, industry, entry } = await enriched();
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
        return placeOrders(tx, [orderFor(id, { kind: "correct", ...wanted })]);
      });
      expect(await ended(orderId)).toEqual({ state: "done", reason: "ordered" });
      await line.drained();
      expect((await line.company(id)).ai_industry).toBe(corrected);
      expect(await entryOf(id)).toMatchObject({ owner: "person", value: corrected });
      expect(await visibleWrites(line, id, "ai_industry")).toEqual([industry, corrected]);
    });

    test("G8: an undo brings back what was there, and its answer is not written again", async () => {
      const { id, industry, entry } = await enriched();
      const { fingerprint } = entry;
      const wanted = {
        value: null,
        owner: "fieldwork",
        expectedValue: industry,
        fingerprint,
      } as const;
      expect(await order(id, { kind: "undo", ...wanted })).toMatchObject({ state: "done" });
      expect((await line.company(id)).ai_industry || null).toBeNull();
      await line.database.query(
        "update work set state = 'answered', due_at = now() where record_id = $1 and fingerprint = $2",
        [id, fingerprint],
      );
      await line.drained();
      expect((await line.company(id)).ai_industry || null).toBeNull();
      expect(await entryOf(id)).toMatchObject({ value: null, withdrawn: fingerprint });
      expect(await visibleWrites(line, id, "ai_industry")).toHaveLength(2);
    });

    test("a pinned field keeps its value through a change of the inputs, until it is given back", async () => {
      const { id, industry } = await enriched();
      const seen = { value: null, owner: "person", expectedValue: industry } as const;
      expect(await order(id, { kind: "pin", ...seen })).toMatchObject({ state: "done" });
      expect(await entryOf(id)).toMatchObject({ pinned: true });
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
      expect(await order(id, { kind: "unpin", ...seen })).toMatchObject({ state: "done" });
      expect(await entryOf(id)).toMatchObject({ pinned: false, owner: "fieldwork" });
    });
  });
}
