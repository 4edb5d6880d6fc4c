import { type BatchReport, isFailure, nextPace, type Pace } from "./pace.ts";

/** The pace of one object of one connection, which all batches under way share. */
export interface KeptPace {
  readonly now: Pace;
  /** At the start of a batch; returns what is told how it ended. */
  begin(): (report: BatchReport) => void;
}

/** One for each key. */
export function keepPaces(): (key: string, maxBatch: number) => KeptPace {
  const paces = new Map<string, KeptPace>();
  return (key, maxBatch) => {
    const pace = paces.get(key) ?? keepPace(maxBatch);
    paces.set(key, pace);
    return pace;
  };
}

/** What a batch met that began before the last failure says nothing against that, unless it failed too. */
export function keepPace(maxBatch: number, before?: Pace): KeptPace {
  let now = before ?? { batchSize: maxBatch, failures: 0 };
  let failed = 0;
  return {
    get now() {
      return now;
    },
    begin() {
      const failedBefore = failed;
      return (report) => {
        if (isFailure(report)) failed += 1;
        else if (failed > failedBefore) return;
        now = nextPace(now, report, maxBatch);
      };
    },
  };
}
