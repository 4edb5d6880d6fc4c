import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { type LineSample, type Reader, takeLineSample } from "@fieldwork/store/reading";

/** How the line was at a moment. */
export interface TakenSample extends LineSample {
  atMs: number;
}

/** Remembers how the line was of late, so that whoever looks sees where it comes from. */
export interface Trends extends Service {
  /** Of the last half hour at most; the newest stands last. */
  samples(): readonly TakenSample[];
}

export const sampleEveryMs = 10_000;
const samplesKept = 180;

/** In this process alone, and lost with it: what has to be kept for longer is measured by Prometheus. */
export function createTrends({
  reader,
  logger,
}: {
  reader: Pick<Reader, "query">;
  logger: Logger;
}): Trends {
  const samples: TakenSample[] = [];
  const { start, stop } = createTicker({
    name: "trends",
    logger,
    async tick() {
      samples.push({ atMs: Date.now(), ...(await takeLineSample(reader)) });
      if (samples.length > samplesKept) samples.shift();
      return sampleEveryMs;
    },
  });
  return { name: "trends", start, stop, samples: () => samples };
}
