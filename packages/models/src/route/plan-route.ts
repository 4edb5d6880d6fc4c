import { type CostClass, costClasses, type Routing } from "@fieldwork/contracts";
import type { AnswerMode } from "../answer-mode.ts";
import type { ModelRef } from "../model-ref.ts";
import type { ModelPrice } from "../prices/model-price.ts";

/** One model of a route, and what is known about it. What nobody knows does not speak against it. */
export interface RouteModel {
  ref: ModelRef;
  /** Why the record may not be sent to it. */
  whyForbidden?: string | undefined;
  /** How it is brought to answer by a schema. */
  mode: AnswerMode;
  capabilities?: readonly ("schema" | "tools")[] | undefined;
  contextTokens?: number | undefined;
  costClass?: CostClass | undefined;
  /** For a token of input and one of output. */
  picoUsd?: bigint | undefined;
  /** How long it takes to give an answer lately, its failures counted; 0: nobody knows. */
  expectedMs: number;
}

export interface RouteNeeds {
  routing: Pick<Routing, "prefer" | "costClass">;
  /** Input and output together: at least as many. */
  tokens: number;
}

export interface PlannedRoute {
  route: ModelRef[];
  passedOver: { ref: ModelRef; why: string }[];
}

/**
 * Which models are asked, and in which order. Pure. Whom the definition forbids is never asked. What lacks a capability
 * is passed over while another model has it: lists may be wrong. What charges more than the definition wants comes last:
 * only budgets forbid spending.
 */
export function planRoute(models: readonly RouteModel[], needs: RouteNeeds): PlannedRoute {
  const allowed = models.filter(({ whyForbidden }) => whyForbidden === undefined);
  const able = allowed.filter((one) => whyUnable(one, needs) === undefined);
  const asked = able.length > 0 ? able : allowed;
  const passedOver = models.flatMap((one) => {
    const why = one.whyForbidden ?? (asked.includes(one) ? undefined : whyUnable(one, needs));
    return why === undefined ? [] : [{ ref: one.ref, why }];
  });
  return { route: inOrder(asked, needs.routing).map(({ ref }) => ref), passedOver };
}

function whyUnable(
  { ref, mode, capabilities, contextTokens }: RouteModel,
  { tokens }: RouteNeeds,
): string | undefined {
  const name = `${ref.provider}/${ref.model}`;
  const needed = capabilityOf(mode);
  if (needed && capabilities && !capabilities.includes(needed)) {
    return `${name} cannot be asked in the mode ${mode}`;
  }
  if (contextTokens === undefined || tokens <= contextTokens) return undefined;
  return `${name} holds ${contextTokens} tokens, and at least ${tokens} are needed`;
}

function capabilityOf(mode: AnswerMode): "schema" | "tools" | undefined {
  switch (mode) {
    case "schema":
      return "schema";
    case "tool":
      return "tools";
    case "json":
    case "prompt":
      return undefined;
    default:
      return mode satisfies never;
  }
}

type Wanted = RouteNeeds["routing"];

function inOrder(models: readonly RouteModel[], { prefer = "order", costClass }: Wanted) {
  const isDear = (one: RouteModel) => (isDearer(one, costClass) ? 1 : 0);
  const byPreference = preferred[prefer];
  return models.toSorted((one, other) => isDear(one) - isDear(other) || byPreference(one, other));
}

/** Of an unknown price nobody can say that it is low enough. */
function isDearer({ costClass }: RouteModel, wanted: CostClass | undefined): boolean {
  if (wanted === undefined) return false;
  return costClass === undefined || costClasses.indexOf(costClass) > costClasses.indexOf(wanted);
}

const byPace = (one: RouteModel, other: RouteModel) => one.expectedMs - other.expectedMs;

const preferred: Readonly<
  Record<NonNullable<Wanted["prefer"]>, (one: RouteModel, other: RouteModel) => number>
> = {
  order: () => 0,
  fastest: byPace,
  cheapest: (one, other) => byPrice(one, other) || byPace(one, other),
};

/** What has no known price comes last. */
function byPrice({ picoUsd: one }: RouteModel, { picoUsd: other }: RouteModel): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  return other === undefined || one < other ? -1 : 1;
}

const picoUsdPerTokenOfUsd = 1_000_000n;

/** By what a million tokens of input and as many of output cost together: up to 3 USD, up to 15, more. Pure. */
export function costClassOf({ inputPicoUsd, outputPicoUsd }: ModelPrice): CostClass {
  const both = inputPicoUsd + outputPicoUsd;
  if (both <= 3n * picoUsdPerTokenOfUsd) return "economy";
  return both <= 15n * picoUsdPerTokenOfUsd ? "standard" : "premium";
}
