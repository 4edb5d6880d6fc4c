import { count, setting } from "@fieldwork/runtime";
import type { ClassWeights } from "./limits.ts";

/** For what feeds the lanes, and for what calls the models that those are of. */
export const liveShareSetting = {
  LIVE_SHARE_PERCENT: setting(count.max(99).default(80), {
    about:
      "How much of a lane, and of a provider at its limit, is for live work while backfills wait as well; what one does not use the other has",
  }),
};

/** The same as weights of the classes. What a person waits for shares evenly with all the others. */
export function classWeights({ LIVE_SHARE_PERCENT: live }: LiveShare): ClassWeights {
  return { live, backfill: 100 - live, interactive: 100 };
}

interface LiveShare {
  LIVE_SHARE_PERCENT: number;
}
