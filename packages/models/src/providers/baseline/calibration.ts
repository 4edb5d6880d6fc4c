/** One guess on a text whose answer is known, made as if that text had never been seen. */
export interface Trial {
  margin: number;
  isRight: boolean;
}

const learningSteps = 2000;
const learningRate = 0.5;

/**
 * Learns from trials the chance that a guess of a given margin is right: logistic regression on one
 * variable, with Platt's smoothed targets, so that few trials give no certainty. Without trials
 * nothing is known, and the chance is 0.
 * Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
 */
export function calibrate(trials: readonly Trial[]): (margin: number) => number {
  if (trials.length === 0) return () => 0;
  const scale = meanOf(trials.map(({ margin }) => margin)) || 1;
  const rightCount = trials.filter(({ isRight }) => isRight).length;
  const wrongCount = trials.length - rightCount;
  const targets = { right: (rightCount + 1) / (rightCount + 2), wrong: 1 / (wrongCount + 2) };
  let [slope, offset] = [0, 0];
  for (let step = 0; step < learningSteps; step++) {
    let [slopeChange, offsetChange] = [0, 0];
    for (const { margin, isRight } of trials) {
      const lead = margin / scale;
      const error = (isRight ? targets.right : targets.wrong) - sigmoid(slope * lead + offset);
      slopeChange += error * lead;
      offsetChange += error;
    }
    slope += (learningRate * slopeChange) / trials.length;
    offset += (learningRate * offsetChange) / trials.length;
  }
  return (margin) => sigmoid((slope * margin) / scale + offset);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
