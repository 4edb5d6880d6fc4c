import { eventually } from "@fieldwork/runtime/testing";
import { type NewWriteOrder, placeOrders } from "@fieldwork/store";
import { expect } from "vitest";
import type { TestLine } from "../../support/test-line.ts";

export interface LedgerEntry {
  owner: string;
  value: string | null;
  fingerprint: string;
  beforeValue: string | null;
  pinned: boolean;
  withdrawn: string | null;
}

/** What an order wants of the industry of a company. */
export type WantedOrder = Pick<NewWriteOrder, "kind" | "value" | "owner" | "expectedValue"> & {
  fingerprint?: string;
};

export interface OrderEnd {
  state: string;
  reason: string;
}

/** Orders about the industry of companies on one line. */
export interface OrderSteps {
  /** A company whose industry has been written. */
  enriched(): Promise<{ id: string; industry: string; entry: LedgerEntry }>;
  entryOf(id: string): Promise<LedgerEntry | undefined>;
  orderFor(id: string, wanted: WantedOrder): NewWriteOrder;
  ended(orderId: string | undefined): Promise<OrderEnd>;
  /** Placed together, so that one batch may claim all of them. */
  orders(id: string, ...wanted: readonly WantedOrder[]): Promise<OrderEnd[]>;
  order(id: string, wanted: WantedOrder): Promise<OrderEnd>;
}

export function createOrderSteps(line: TestLine): OrderSteps {
  let count = 0;

  async function enriched(): Promise<{ id: string; industry: string; entry: LedgerEntry }> {
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

  async function entryOf(id: string): Promise<LedgerEntry | undefined> {
    const [entry] = await line.database.query<LedgerEntry>(
      `select owner, value, fingerprint, before_value as "beforeValue", pinned,
         withdrawn_fingerprint as withdrawn
       from field_ledger where record_id = $1 and field = 'ai_industry'`,
      [id],
    );
    return entry;
  }

  function orderFor(id: string, wanted: WantedOrder): NewWriteOrder {
    return {
      ...{ fingerprint: "", answerId: null, run: "undo-1", orderedBy: "ann", ...wanted },
      ...{ ref: { connection: "hubspot", object: "company", id }, field: "ai_industry" },
      enrichment: "company-profile",
    };
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

  async function orders(id: string, ...wanted: readonly WantedOrder[]): Promise<OrderEnd[]> {
    const placed = wanted.map((one) => orderFor(id, one));
    const orderIds = await placeOrders(line.database, placed);
    return Promise.all(orderIds.map(ended));
  }

  async function order(id: string, wanted: WantedOrder): Promise<OrderEnd> {
    const [one] = await orders(id, wanted);
    return one ?? expect.unreachable();
  }

  return { enriched, entryOf, orderFor, ended, orders, order };
}

/** Options of the field other than the one that stands. */
export function othersThan(industry: string): [string, string] {
  const [one = "", two = ""] = ["Energy", "Materials", "Utilities"].filter(
    (option) => option !== industry,
  );
  return [one, two];
}
