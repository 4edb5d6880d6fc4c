import type { ModelTerms } from "@fieldwork/contracts";
import type { Definitions } from "@fieldwork/enrichments";
import type { LimitWindow } from "@fieldwork/limits";
import { admissionScopes, type Providers, parseModelRef } from "@fieldwork/models";
import { createTicker, isAppError, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { confirmTerms } from "@fieldwork/store/terms";

export interface TermsKeeperDeps {
  providers: Pick<Providers, "limits" | "prices">;
  definitions: Pick<Definitions, "current" | "onRelease">;
  database: Database;
  logger: Logger;
}

const everyMs = 15 * 60_000;

/**
 * Confirms what the models of current routes charge and allow, for whoever holds no secret of them and has
 * to say what something will cost.
 */
export function createTermsKeeper(deps: TermsKeeperDeps): Ticker {
  const { providers, definitions, database, logger } = deps;
  async function confirm(): Promise<void> {
    const current = definitions.current();
    const models = [...new Set(current.flatMap(({ route }) => route))];
    const terms = models.flatMap((model) => termsOf(providers, model) ?? []);
    const routes = current.map(({ name, route }) => ({ enrichment: name, models: route }));
    await confirmTerms(database, { terms, routes });
  }
  const ticker = createTicker({
    name: "terms",
    logger,
    async tick() {
      await confirm();
      return everyMs;
    },
  });
  definitions.onRelease(ticker.wake);
  return {
    ...ticker,
    async start() {
      await confirm();
      await ticker.start();
    },
  };
}

/** Undefined if no price is known: then it is not asked either. */
export function termsOf(
  { prices, limits }: TermsKeeperDeps["providers"],
  model: string,
): ModelTerms | undefined {
  const ref = parseModelRef(model);
  const table = limits({});
  const allowed = admissionScopes(ref).flatMap((scope) =>
    (table[scope]?.windows ?? []).flatMap((window) => limitOf(window, scope)),
  );
  try {
    const { inputPicoUsd, outputPicoUsd, regionalPercent = 0 } = prices.priceOf(ref, new Date());
    const isFree = inputPicoUsd === 0n && outputPicoUsd === 0n;
    const price = {
      ...{ inputPicoUsd: Number(inputPicoUsd), outputPicoUsd: Number(outputPicoUsd) },
      regionalPercent,
    };
    return { model, price: isFree ? null : price, limits: allowed };
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

const perMinute = { second: 60, "ten-seconds": 6, minute: 1 } as const;
const units = ["requests", "input-tokens", "output-tokens"] as const;

function limitOf(window: LimitWindow, scope: string): ModelTerms["limits"] {
  if (window.kind !== "rate" && window.kind !== "day") return [];
  const unit = units.find((one) => one === window.unit);
  if (unit === undefined) return [];
  const { limit } = window;
  return window.kind === "day"
    ? [{ unit, per: "day", limit, scope, timeZone: window.timeZone }]
    : [{ unit, per: "minute", limit: limit * perMinute[window.per], scope }];
}
