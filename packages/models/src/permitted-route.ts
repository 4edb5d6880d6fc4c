import { whyForbidden } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { GenerateRequest } from "./model-layer.ts";
import { type ModelRef, parseModelRef } from "./model-ref.ts";

export function routeOf({ route }: GenerateRequest): ModelRef[] {
  return route.map((ref) => (typeof ref === "string" ? parseModelRef(ref) : ref));
}

/** The models of the route to which the record may go. */
export function permittedRoute(
  request: GenerateRequest,
  { regionOf }: { regionOf?: ((provider: string) => string | undefined) | undefined },
): ModelRef[] {
  const { permits = {} } = request;
  const route = routeOf(request);
  const why = route.map(({ provider }) =>
    whyForbidden(permits, { provider, region: regionOf?.(provider) }),
  );
  if (route.length === 0 || why.includes(undefined)) {
    return route.filter((_, index) => why[index] === undefined);
  }
  throw new AppError(
    `no model of the route may be sent records of ${request.task}: ${[...new Set(why)].join("; ")}`,
    { code: "definition_invalid", retryable: false, details: { outcome: "not-sent" } },
  );
}
