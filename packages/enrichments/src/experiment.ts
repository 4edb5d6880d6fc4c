import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

/** Which models a record is asked of: those of the route in its order, or the one that is tried first. */
export type Arm = "usual" | "experiment";

type Routed = Pick<Enrichment, "name" | "route" | "routing">;

/**
 * The arm that a record is in, by a hash of it: the same each time, in every process. A larger share keeps those that
 * were in it. Undefined: there is no experiment, or the configuration leaves its model out of the route. Pure.
 */
export function armOf({ name, route, routing }: Routed, ref: RecordRef): Arm | undefined {
  const { model, percent } = routing?.experiment ?? {};
  if (model === undefined || percent === undefined || !route.includes(model)) return undefined;
  const drawn = Number.parseInt(stableHash([name, model, recordKey(ref)]).slice(0, 8), 16);
  return drawn < (percent / 100) * 2 ** 32 ? "experiment" : "usual";
}

/** The models to ask in that arm, in order. Pure. */
export function routeOfArm({ route, routing }: Routed, arm: Arm | undefined): readonly string[] {
  const model = routing?.experiment?.model;
  if (arm !== "experiment" || model === undefined) return route;
  return [model, ...route.filter((one) => one !== model)];
}
