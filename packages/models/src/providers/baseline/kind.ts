import { defineProvider } from "../provider-kind.ts";
import { createBaselineProvider } from "./provider.ts";

export const baselineKind = defineProvider({
  name: "baseline",
  title: "the baseline",
  settings: {},
  configure: () => ({
    isAskable: true,
    isFreeUnlessPriced: true,
    identity: [],
    problems: () => [],
    create: createBaselineProvider,
  }),
});
