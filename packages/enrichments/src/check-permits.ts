import { type PermittedTo, whyForbidden } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Enrichment } from "./definition.ts";

export interface KnownModels {
  /** In place of each enrichment's own. */
  route: readonly string[] | undefined;
  /** By provider, what the configuration says of it. */
  providers: ReadonlyMap<string, Omit<PermittedTo, "provider">>;
}

/** Refuses definitions whose route leads where their own rules of privacy let no record go. Pure. */
export function checkPermits(
  enrichments: readonly Pick<Enrichment, "name" | "route" | "privacy">[],
  { route: named, providers }: KnownModels,
): void {
  const problems = enrichments.flatMap(({ name, route, privacy = {} }) =>
    (named ?? route).flatMap((model) => {
      const provider = model.split("/", 1)[0] ?? "";
      const why = whyForbidden(privacy, { provider, ...providers.get(provider) });
      return why === undefined ? [] : [`${name} may not ask ${model}: ${why}`];
    }),
  );
  if (problems.length === 0) return;
  const lines = problems.map((one) => `  ${one}`).join("\n");
  throw new AppError(
    `records would go where their definition does not let them:\n${lines}\nTake the models out of the route, or name them under privacy`,
    { code: "definition_invalid", retryable: false, details: { problems } },
  );
}
