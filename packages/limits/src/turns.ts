/** A process that was refused a place and will ask again. */
export interface Turn {
  asker: string;
  sinceMs: number;
  /** Unless it has asked by then, it is not waiting any more. */
  untilMs: number;
}

// Until then the first to come is served first: a reserved place stays empty until it is taken.
const patienceMs = 250;
const mostTurns = 16;

/** How many places are kept for processes that wait and were there before. Pure. */
export function placesKept(turns: readonly Turn[], asker: string, nowMs: number): number {
  const live = liveTurns(turns, nowMs);
  const own = live.findIndex((turn) => turn.asker === asker);
  const before = own < 0 ? live : live.slice(0, own);
  return before.filter(({ sinceMs }) => nowMs - sinceMs >= patienceMs).length;
}

/** After a refusal: the process keeps its turn, or joins at the end. Pure. */
export function waitTurn(
  turns: readonly Turn[],
  asker: string,
  { nowMs, waitMs }: { nowMs: number; waitMs: number },
): readonly Turn[] {
  const live = liveTurns(turns, nowMs);
  const untilMs = nowMs + waitMs * 2 + patienceMs;
  if (live.some((turn) => turn.asker === asker)) {
    return live.map((turn) => (turn.asker === asker ? { ...turn, untilMs } : turn));
  }
  return live.length < mostTurns ? [...live, { asker, sinceMs: nowMs, untilMs }] : live;
}

/** After an admission: a caller with more to ask for joins the queue again. Pure. */
export function endTurn(turns: readonly Turn[], asker: string, nowMs: number): readonly Turn[] {
  return liveTurns(turns, nowMs).filter((turn) => turn.asker !== asker);
}

function liveTurns(turns: readonly Turn[], nowMs: number): readonly Turn[] {
  return turns.filter(({ untilMs }) => untilMs > nowMs);
}
