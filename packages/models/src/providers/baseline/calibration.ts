/** One guess on a text whose answer is known, made as if that text had never been seen. */
export interface Trial {
  margin: number;
  isRight: boolean;
}

export interface Calibration {
  /** The chance that a guess with this margin is right. */
  confidenceOf(margin: number): number;
  /** Below this the model abstains. */
  threshold: number;
}

const learningSteps = 500;
const learningRate = 0.5;

/**
 * Learns from trials what a margin is worth (logistic regression on one variable, as Platt 1999), and
 * the lowest confidence at which what is answered is right often enough.
 */
export function calibrate(trials: readonly Trial[], wantedShare: number): Calibration {
  const scale =
    trials.reduce((sum, { margin }) => sum + margin, 0) / Math.max(1, trials.length) || 1;
  let [slope, offset] = [1, 0];
  for (let step = 0; step < learningSteps; step++) {
    let [slopeChange, offsetChange] = [0, 0];
    for (const { margin, isRight } of trials) {
      const error = (isRight ? 1 : 0) - sigmoid(slope * (margin / scale) + offset);
      slopeChange += error * (margin / scale);
      offsetChange += error;
    }
    slope += (learningRate * slopeChange) / Math.max(1, trials.length);
    offset += (learningRate * offsetChange) / Math.max(1, trials.length);
  }
  const confidenceOf = (margin: number) => sigmoid(slope * (margin / scale) + offset);
  return { confidenceOf, threshold: thresholdFor(trials, confidenceOf, wantedShare) };
}

function thresholdFor(
  trials: readonly Trial[],
  confidenceOf: (margin: number) => number,
  wantedShare: number,
): number {
  const surest = trials.toSorted((a, b) => b.margin - a.margin);
  let [right, lowest] = [0, surest[0]?.margin ?? 0];
  surest.forEach(({ margin, isRight }, index) => {
    if (isRight) right += 1;
    if (right / (index + 1) >= wantedShare) lowest = margin;
  });
  return confidenceOf(lowest);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
