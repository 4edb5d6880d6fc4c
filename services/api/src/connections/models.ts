import { reasonText } from "@fieldwork/contracts";
import { type ClosedLane, type Db, listClosedLanes } from "@fieldwork/store";
import { listModelTerms, type RoutedTerms } from "@fieldwork/store/terms";

export interface ShownModel extends RoutedTerms {
  closed: { until: Date; text: string } | null;
}

/** What the models that are asked charge and allow, and whether they are closed. */
export async function listModels(reader: Db): Promise<ShownModel[]> {
  const [terms, closed] = await Promise.all([listModelTerms(reader), listClosedLanes(reader)]);
  return terms.map((one) => ({ ...one, closed: closingOf(one.model, closed) }));
}

/** A model is closed by itself or with its whole lane; the longer one counts. Pure. */
export function closingOf(
  model: string,
  closed: readonly ClosedLane[],
): { until: Date; text: string } | null {
  const [lane] = model.split("/");
  const [last] = closed
    .filter(({ name }) => name === model || name === lane)
    .toSorted((one, other) => other.closedUntil.getTime() - one.closedUntil.getTime());
  return last ? { until: last.closedUntil, text: reasonText(last.reason) } : null;
}
