import { type CostClass, type Permits, whyForbidden } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { GenerateRequest } from "../model-layer.ts";
import type { ModelProvider } from "../model-provider.ts";
import { type ModelRef, modelRefText, parseModelRef } from "../model-ref.ts";
import type { PassedOver } from "../passed-over.ts";
import type { ModelPrice } from "../prices/model-price.ts";
import type { Prices } from "../prices/prices.ts";
import { costClassOf, type PlannedRoute, planRoute, type RouteModel } from "./plan-route.ts";
import type { RoutePace } from "./route-pace.ts";

/** What the configuration says of a model. */
export interface ModelAbout {
  /** Where its provider stores what it is sent. */
  region?: string | undefined;
  /** How its provider processes what it is sent. */
  dataClass?: string | undefined;
  /** What it charges, in place of what follows from its price. */
  costClass?: CostClass | undefined;
}

export interface RouteDeps {
  providers: ReadonlyMap<string, ModelProvider>;
  prices: Prices;
  aboutOf?: ((ref: ModelRef) => ModelAbout) | undefined;
}

export function routeOf({ route }: Pick<GenerateRequest, "route">): ModelRef[] {
  return route.map((ref) => (typeof ref === "string" ? parseModelRef(ref) : ref));
}

/**
 * The models of the route that may be asked, in the order in which they are, and the others, each with why it is not.
 *
 * @throws AppError `definition_invalid` if the definition lets none of them be asked.
 */
export function plannedRoute(
  request: GenerateRequest,
  deps: RouteDeps & { pace: Pick<RoutePace, "expectedMs"> },
): { route: ModelRef[]; passedOver: readonly PassedOver[] } {
  const { route, passedOver } = orderedRoute(request, deps, tokensAtLeast(request));
  if (route.length > 0 || request.route.length === 0) {
    const told = passedOver.map(({ ref, why }) => ({ model: modelRefText(ref), why }));
    return { route, passedOver: [...(request.passedOver ?? []), ...told] };
  }
  const why = [...new Set(passedOver.map((one) => one.why))].join("; ");
  throw new AppError(`no model of the route may be sent records of ${request.task}: ${why}`, {
    code: "definition_invalid",
    retryable: false,
    details: { outcome: "not-sent" },
  });
}

/** Those that may be asked about this many tokens, and why the others may not. */
export function orderedRoute(
  { permits = {}, routing = {}, route }: Pick<GenerateRequest, "route" | "permits" | "routing">,
  deps: RouteDeps & { pace: Pick<RoutePace, "expectedMs"> },
  tokens = 0,
): PlannedRoute {
  const refs = routeOf({ route });
  const [only] = refs;
  // There is nothing to choose, nor to compare: whatever it can do, it is asked.
  if (only && refs.length === 1 && whyNot(only, permits, deps) === undefined) {
    return { route: refs, passedOver: [] };
  }
  const models = refs.map((ref) => routeModel(ref, permits, deps));
  return planRoute(models, { routing, tokens });
}

function whyNot(
  ref: ModelRef,
  permits: Permits,
  { aboutOf }: Pick<RouteDeps, "aboutOf">,
): string | undefined {
  return whyForbidden(permits, { provider: ref.provider, ...aboutOf?.(ref) });
}

function routeModel(
  ref: ModelRef,
  permits: Permits,
  deps: RouteDeps & { pace: Pick<RoutePace, "expectedMs"> },
): RouteModel {
  const { providers, prices, aboutOf, pace } = deps;
  const provider = providers.get(ref.provider);
  const about = aboutOf?.(ref) ?? {};
  const { contextTokens, capabilities } = prices.factsOf?.(ref) ?? {};
  const price = provider?.free ? undefined : priceOf(ref, prices);
  return {
    ...{ ref, contextTokens, capabilities },
    whyForbidden: whyNot(ref, permits, deps),
    mode: provider?.modeOf?.(ref.model) ?? "schema",
    costClass: about.costClass ?? (provider?.free ? "economy" : price && costClassOf(price)),
    picoUsd: provider?.free ? 0n : price && price.inputPicoUsd + price.outputPicoUsd,
    expectedMs: pace.expectedMs(ref),
  };
}

function priceOf(ref: ModelRef, prices: Prices): ModelPrice | undefined {
  try {
    return prices.priceOf(ref, new Date());
  } catch {
    // Asking it says so.
    return undefined;
  }
}

/** Of four bytes each: no tokenizer makes fewer of an ordinary text. */
function tokensAtLeast({ instructions, input, maxOutputTokens }: GenerateRequest): number {
  return Math.floor((instructions.length + input.length) / 4) + maxOutputTokens;
}
