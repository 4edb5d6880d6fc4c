import { definedFreshness, durationMs } from "@fieldwork/enrichments";
import { type Db, findDefinitions, listClosedLanes, listReleased } from "@fieldwork/store";
import { countFreshness, findOverdue, findPlanDelay, listResting } from "@fieldwork/store/reading";
import { z } from "zod";
import { type Freshness, judgeFreshness } from "./judge-freshness.ts";

export interface ShownFreshness extends Freshness {
  enrichment: string;
  /** So many of its live changes are to have ended within so long of being planned. */
  objective: { share: number; within: string };
}

const promised = z.object({ freshness: definedFreshness, route: z.array(z.string()) });

/** Of each enrichment that promises it: how fresh it is, and what keeps it from being so. */
export async function showFreshness(reader: Db): Promise<ShownFreshness[]> {
  const released = await listReleased(reader);
  const definitions = (await findDefinitions(reader, released)).flatMap(({ name, content }) => {
    const { data } = promised.safeParse(content);
    return data ? [{ enrichment: name, ...data }] : [];
  });
  if (definitions.length === 0) return [];
  const asked = definitions.map(({ enrichment, freshness: { within } }) => {
    return { enrichment, withinMs: durationMs(within) };
  });
  const [windows, overdue, closedLanes, resting, planDelayMs] = await Promise.all([
    countFreshness(reader, asked),
    findOverdue(reader, asked),
    listClosedLanes(reader),
    listResting(reader),
    findPlanDelay(reader),
  ]);
  const none = { ended: 0, late: 0 };
  return definitions.map(({ enrichment, freshness: { share, within }, route }) => ({
    enrichment,
    objective: { share, within },
    ...judgeFreshness({
      ...{ route, closedLanes, resting, planDelayMs },
      objective: { share, withinMs: durationMs(within) },
      window: windows.find((one) => one.enrichment === enrichment) ?? { short: none, long: none },
      overdue: overdue.filter((one) => one.enrichment === enrichment),
    }),
  }));
}
