import { median } from "./median.ts";

/** What something took when so much was done. */
export interface Sample {
  done: number;
  mb: number;
}

export interface Flatness {
  secondTenthMb: number;
  lastTenthMb: number;
  /** Of the last to the second: what grows with the work done shows as more than 1. */
  ratio: number;
}

/** Medians over two tenths of the work: the first tenth is left to caches and compilers. */
export function flatnessOf(samples: readonly Sample[], total: number): Flatness {
  const tenth = (nth: number) =>
    median(
      samples
        .filter(({ done }) => done > (total * (nth - 1)) / 10 && done <= (total * nth) / 10)
        .map(({ mb }) => mb),
    );
  const [second, last] = [tenth(2), tenth(10)];
  return {
    secondTenthMb: Math.round(second * 10) / 10,
    lastTenthMb: Math.round(last * 10) / 10,
    ratio: Math.round((last / second) * 100) / 100,
  };
}

export function flatnessText({ secondTenthMb, lastTenthMb, ratio }: Flatness): string {
  return `second tenth ${secondTenthMb} MB, last tenth ${lastTenthMb} MB: ${ratio}`;
}
