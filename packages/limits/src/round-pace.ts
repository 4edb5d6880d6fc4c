/** The answers of a round: how many, the sum of their durations, and that of the squares. */
export interface Round {
  answered: number;
  answeredMs: number;
  answeredSquaredMs: number;
}

/** The pace of a load under which nothing of ours queued, and the limit at which it was measured. */
export interface BasePace {
  basePaceMs: number;
  baseLimit: number;
}

export function meanMs({ answered, answeredMs }: Pick<Round, "answered" | "answeredMs">): number {
  return Math.max(1, Math.floor(answeredMs / answered));
}

/** By more than the standard error of the round's mean, since calls differ in length. */
export function isPlainly(
  how: "slower" | "quicker",
  { answered, answeredMs, answeredSquaredMs }: Round,
  thanMs: number,
): boolean {
  const gap = (answeredMs - answered * thanMs) * (how === "slower" ? 1 : -1);
  const spread = answered * answeredSquaredMs - answeredMs * answeredMs;
  return gap > 0 && gap * gap * (answered - 1) > spread;
}

export function lowerBase({ basePaceMs, baseLimit }: BasePace, paceMs: number): BasePace {
  const middleMs = Math.floor((basePaceMs + paceMs) / 2);
  return { basePaceMs: Math.max(1, Math.min(basePaceMs, middleMs)), baseLimit };
}

/** Up only where nothing of ours queues, or once for each doubling: a queue that grows slowly is no base. */
export function raiseBase(base: BasePace, paceMs: number, limit: number): BasePace {
  if (limit > 1 && limit < base.baseLimit * 2) return lowerBase(base, paceMs);
  const middleMs = Math.max(1, Math.floor((base.basePaceMs + paceMs) / 2));
  return { basePaceMs: middleMs, baseLimit: limit };
}
