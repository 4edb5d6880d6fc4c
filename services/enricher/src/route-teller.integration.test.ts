import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { parseModelRef } from "@fieldwork/models";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { listRouteOrders } from "@fieldwork/store/route-orders";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createRouteTeller } from "./route-teller.ts";

test("the order in which models would be asked is told when it changes, of definitions that prefer one", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  const [first, second] = await loadEnrichments();
  if (!first || !second) throw new Error("the catalog has two");
  const route = ["a/slow", "b/fast"];
  let order = route;
  const teller = createRouteTeller({
    ...{ database, logger: testLogger() },
    models: { order: () => order.map(parseModelRef) },
    definitions: fixedDefinitions([
      { ...first, route, routing: { prefer: "fastest" } },
      { ...second, route, routing: { afterRefusal: "stop" } },
    ]),
  });
  await teller.start();
  onTestFinished(() => teller.stop());
  const told = (models: string[]) =>
    eventually(async () =>
      expect(await listRouteOrders(database)).toEqual([{ enrichment: first.name, models }]),
    );
  await told(route);
  order = route.toReversed();
  await told(["b/fast", "a/slow"]);
});
