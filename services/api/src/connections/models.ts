import { reasonText } from "@fieldwork/contracts";
import { type ClosedLane, type Db, listClosedLanes } from "@fieldwork/store";
import { listModelTerms, type RoutedTerms } from "@fieldwork/store/terms";
import { stateOf } from "../freshness/show-rests.ts";

export interface Closing {
  state: "closed" | "half-open";
  until: Date;
  text: string;
}

export interface ShownModel extends RoutedTerms {
  closed: Closing | null;
  /** The keys or servers of its provider that rest, while others answer. */
  accounts: (Closing & { name: string })[];
}

/** What the models that are asked charge and allow, and whether they are closed. */
export async function listModels(reader: Db): Promise<ShownModel[]> {
  const [terms, closed] = await Promise.all([listModelTerms(reader), listClosedLanes(reader)]);
  return terms.map((one) => {
    const { model } = one;
    return { ...one, closed: closingOf(model, closed), accounts: accountsOf(model, closed) };
  });
}

/** A model is closed by itself or with its whole lane; the longer one counts. Pure. */
export function closingOf(model: string, closed: readonly ClosedLane[]): Closing | null {
  const [lane] = model.split("/");
  const [last] = closed
    .filter(({ name }) => name === model || name === lane)
    .toSorted((one, other) => other.closedUntil.getTime() - one.closedUntil.getTime());
  return last ? closing(last) : null;
}

function accountsOf(model: string, closed: readonly ClosedLane[]): ShownModel["accounts"] {
  const [lane] = model.split("/");
  return closed
    .filter(({ name }) => name.startsWith(`${lane}#`))
    .map((one) => ({ name: one.name, ...closing(one) }));
}

function closing(lane: ClosedLane): Closing {
  return { state: stateOf(lane), until: lane.closedUntil, text: reasonText(lane.reason) };
}
