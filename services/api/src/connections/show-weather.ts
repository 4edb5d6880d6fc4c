import type { ModelTerms } from "@fieldwork/contracts";
import type { Db } from "@fieldwork/store";
import { type CallAmounts, listModelWeather, type ModelWeather } from "@fieldwork/store/reading";
import { listModels, type ShownModel } from "./models.ts";

type Limit = ModelTerms["limits"][number];

export interface ShownWeather extends Omit<ModelWeather, "minute" | "day"> {
  closed: ShownModel["closed"];
  accounts: ShownModel["accounts"];
  minuteRequests: number;
  used: LimitUse[];
}

export type LimitUse = Pick<Limit, "unit" | "per"> & { share: number };

// In a fast line the newest of these stand for the whole hour.
const callsLookedAt = 20_000;

/** How the calls to each model do, and how near to its limits they come. */
export async function showWeather(reader: Db): Promise<ShownWeather[]> {
  const [models, weather] = await Promise.all([
    listModels(reader),
    listModelWeather(reader, callsLookedAt),
  ]);
  return weather.map(({ minute, day, ...figures }) => {
    const terms = models.find(({ model }) => model === figures.model);
    return {
      ...figures,
      closed: terms?.closed ?? null,
      accounts: terms?.accounts ?? [],
      minuteRequests: minute.requests,
      used: (terms?.limits ?? []).map((limit) => useOf(limit, figures.model, weather)),
    };
  });
}

/** The share of a limit that is used: of a provider's, by all of its models together. Pure. */
export function useOf(
  { unit, per, limit, scope }: Limit,
  model: string,
  weather: readonly (Pick<ModelWeather, "model"> & Record<"minute" | "day", CallAmounts>)[],
): LimitUse {
  const isOfProvider = scope?.startsWith("provider:") ?? false;
  const sharing = weather.filter((one) =>
    isOfProvider ? providerOf(one.model) === providerOf(model) : one.model === model,
  );
  const used = sharing.reduce((sum, one) => sum + one[per][unit], 0);
  return { unit, per, share: used / limit };
}

function providerOf(model: string): string | undefined {
  return model.split("/")[0];
}
