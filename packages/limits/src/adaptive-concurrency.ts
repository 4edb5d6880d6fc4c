import { isPlainly, lowerBase, meanMs, raiseBase } from "./round-pace.ts";

/** How a call ended, as far as it shows how much load its vendor can take. */
export type CallEnd = "answered" | "timed-out" | "busy" | "other";

/**
 * How many calls may be under way to a vendor that declares no limit. Everything is an integer, and
 * times are passed in, so that adaptive-concurrency.lua comes to the same.
 *
 * A *round* is at least as many answers as calls may be under way. Its mean duration is compared with the
 * *base pace*, that of a load under which nothing of ours queued. A round that keeps it, and needed the
 * whole limit, raises the limit. Where the pace is lost, a round at half of the limit tells whose doing
 * that was: when it is no better, the vendor has changed, and this is its base pace from now on.
 * Time-outs and refusals as busy halve the limit, once for all calls that were under way; what failed
 * while calls queued is not tried again for a while, and for longer each time.
 */
export interface AdaptiveConcurrency {
  limit: number;
  /** By how much it is raised next; doubles with each round that keeps the pace. */
  step: number;
  /** 0 until the first answer. */
  basePaceMs: number;
  /** The limit at which it was measured. */
  baseLimit: number;
  /** The round under way: its answers, the sums of their durations and of the squares. */
  answered: number;
  answeredMs: number;
  answeredSquaredMs: number;
  failed: number;
  mostInUse: number;
  /** Rounds, one after the other, too slow to raise the limit. */
  heldRounds: number;
  /** Calls admitted up to then say nothing of this limit. */
  sinceMs: number;
  /** While half of the limit is being tried: the whole, and its pace. Otherwise 0. */
  wholeLimit: number;
  wholePaceMs: number;
  /** Where calls failed, at what pace, and until when to stay below. */
  troubleLimit: number;
  troublePaceMs: number;
  troubleUntilMs: number;
  cautionMs: number;
  /** 1 from a fall until the next answer. */
  isDown: number;
  endedAtMs: number;
}

export interface EndedCall {
  ended: CallEnd;
  durationMs: number;
  /** Calls under way, this one with them. */
  inUse: number;
}

const firstLimit = 2;
const mostAllowed = 256;
// At such a pace a queue harms nobody, and the delays of our own machines look the same.
const quickMs = 200;
const slowMs = 300;
/** Fewer answers prove neither a lost pace nor that half of the load is better. */
const evidence = 8;
const mostHeldRounds = 6;
/** More failures than one to so many answers are not by chance. */
const answersPerFailure = 16;
const leastCautionMs = 60_000;
const mostCautionMs = 960_000;
const forgottenAfterMs = 600_000;

export function firstConcurrency(nowMs: number): AdaptiveConcurrency {
  return {
    limit: firstLimit,
    step: firstLimit,
    basePaceMs: 0,
    baseLimit: 1,
    answered: 0,
    answeredMs: 0,
    answeredSquaredMs: 0,
    failed: 0,
    mostInUse: 0,
    heldRounds: 0,
    sinceMs: -1,
    wholeLimit: 0,
    wholePaceMs: 0,
    troubleLimit: 0,
    troublePaceMs: 0,
    troubleUntilMs: 0,
    cautionMs: 0,
    isDown: 0,
    endedAtMs: nowMs,
  };
}

/** What is known now. A vendor that was not called for ten minutes starts afresh. */
export function concurrencyNow(
  known: AdaptiveConcurrency | undefined,
  nowMs: number,
): AdaptiveConcurrency {
  const isFresh = known !== undefined && nowMs - known.endedAtMs < forgottenAfterMs;
  return isFresh ? known : firstConcurrency(nowMs);
}

export function afterAdmission(state: AdaptiveConcurrency, inUse: number): AdaptiveConcurrency {
  return inUse > state.mostInUse ? { ...state, mostInUse: inUse } : state;
}

export function afterCall(
  before: AdaptiveConcurrency,
  call: EndedCall,
  nowMs: number,
): AdaptiveConcurrency {
  const state = { ...before, endedAtMs: nowMs };
  const { ended } = call;
  const durationMs = Math.floor(call.durationMs);
  if (ended === "other" || nowMs - durationMs <= state.sinceMs) return state;
  if (ended === "answered") return afterAnswer(state, durationMs, nowMs);
  const failed = state.failed + 1;
  const isByChance = failed * answersPerFailure <= state.answered;
  return isByChance ? { ...state, failed } : fall(state, { ...call, durationMs }, nowMs);
}

function afterAnswer(
  before: AdaptiveConcurrency,
  durationMs: number,
  nowMs: number,
): AdaptiveConcurrency {
  const state = {
    ...before,
    // The first call of all had nothing of ours before it.
    basePaceMs: before.basePaceMs === 0 ? Math.max(1, durationMs) : before.basePaceMs,
    answered: before.answered + 1,
    answeredMs: before.answeredMs + durationMs,
    answeredSquaredMs: before.answeredSquaredMs + durationMs * durationMs,
    isDown: 0,
  };
  return state.answered < state.limit ? state : afterRound(state, nowMs);
}

function afterRound(state: AdaptiveConcurrency, nowMs: number): AdaptiveConcurrency {
  const { limit, mostInUse } = state;
  const paceMs = meanMs(state);
  const isSure = state.answered >= evidence;
  if (state.wholeLimit > 0) return isSure || paceMs <= quickMs ? afterTrial(state, paceMs) : state;
  const keepsPace = limit === 1 || keepsBase(state, paceMs);
  const isGood = keepsPace || paceMs <= quickMs;
  if (isGood && mostInUse >= limit) return raise(state, { paceMs, keepsPace, nowMs });
  if (!isSure) return state;
  // Where less than half of the limit is used, it is not what makes calls slow.
  if (!isGood && mostInUse * 2 >= limit) return hold(state, paceMs, nowMs);
  return { ...nextRound(state), ...lowerBase(state, paceMs) };
}

/** Few answers must keep the pace; of many, it must not be plain that they do not. */
function keepsBase(round: AdaptiveConcurrency, paceMs: number): boolean {
  const { answered, basePaceMs } = round;
  if (answered < evidence) return paceMs * 4 <= basePaceMs * 5;
  return !isPlainly("slower", round, Math.floor((basePaceMs * 3) / 2));
}

/** Too slow to raise the limit: after a few such rounds, half of the load is tried. */
function hold(state: AdaptiveConcurrency, paceMs: number, nowMs: number): AdaptiveConcurrency {
  const { limit, mostInUse } = state;
  const next = { ...nextRound(state), ...lowerBase(state, paceMs) };
  const isSlow = paceMs > slowMs && isPlainly("slower", state, state.basePaceMs * 2);
  const heldRounds = state.heldRounds + 1;
  // Of two, since the first may hold calls from before the limit was raised.
  if (heldRounds < (isSlow ? 2 : Math.min(limit, mostHeldRounds))) {
    return { ...next, heldRounds, step: smallStep(limit) };
  }
  const half = Math.max(1, Math.floor(Math.min(limit, mostInUse) / 2));
  const whole = { wholeLimit: limit, wholePaceMs: paceMs };
  return { ...next, ...whole, limit: half, heldRounds: 0, sinceMs: nowMs };
}

/** When half of the load is plainly quicker, it was our own queue. */
function afterTrial(round: AdaptiveConcurrency, paceMs: number): AdaptiveConcurrency {
  const { wholeLimit, wholePaceMs } = round;
  const next = { ...nextRound(round), wholeLimit: 0, wholePaceMs: 0 };
  if (isPlainly("quicker", round, Math.floor((wholePaceMs * 2) / 3))) {
    return { ...next, ...lowerBase(round, paceMs), step: 1 };
  }
  const base = { basePaceMs: paceMs, baseLimit: round.limit };
  return { ...next, ...base, limit: wholeLimit, step: smallStep(wholeLimit) };
}

function raise(
  state: AdaptiveConcurrency,
  { paceMs, keepsPace, nowMs }: { paceMs: number; keepsPace: boolean; nowMs: number },
): AdaptiveConcurrency {
  const { limit, step, troubleLimit } = state;
  // Where calls queue, a limit at which the queue still is quick.
  const room = keepsPace ? limit * 2 : Math.floor((limit * quickMs) / paceMs);
  // Should all of it queue there, it would be far quicker than what failed: the vendor has recovered.
  const isPast = paceMs * troubleLimit * 2 <= state.troublePaceMs * limit;
  const isWary = nowMs < state.troubleUntilMs && !isPast;
  const most = isWary ? troubleLimit - 1 : mostAllowed;
  const raised = Math.max(limit, Math.min(limit + step, room, most, mostAllowed));
  return {
    ...nextRound(state),
    ...raiseBase(state, paceMs, limit),
    heldRounds: 0,
    limit: raised,
    step: Math.min(raised, step * 2),
  };
}

/** Half of what was in use. */
function fall(state: AdaptiveConcurrency, call: EndedCall, nowMs: number): AdaptiveConcurrency {
  const used = Math.min(state.limit, Math.max(state.mostInUse, call.inUse));
  const limit = Math.max(1, Math.floor(used / 2));
  const fallen = {
    ...nextRound(state),
    limit,
    step: limit,
    heldRounds: 0,
    sinceMs: nowMs,
    wholeLimit: 0,
    wholePaceMs: 0,
    isDown: 1,
  };
  // Without an answer in between it is an outage, and only its first failure says something about the
  // load.
  if (state.isDown === 1) return fallen;
  const isBusy = call.ended === "busy";
  const isQueued = state.answered > 0 && meanMs(state) * 4 > state.basePaceMs * 5;
  if (!isBusy && !isQueued) return fallen;
  const isRepeated = nowMs < state.troubleUntilMs + state.cautionMs * 4;
  const cautionMs = isRepeated ? Math.min(mostCautionMs, state.cautionMs * 2) : leastCautionMs;
  return {
    ...fallen,
    step: 1,
    troubleLimit: used,
    troublePaceMs: isBusy ? 0 : call.durationMs,
    troubleUntilMs: nowMs + cautionMs,
    cautionMs,
  };
}

function nextRound(state: AdaptiveConcurrency): AdaptiveConcurrency {
  return { ...state, answered: 0, answeredMs: 0, answeredSquaredMs: 0, failed: 0, mostInUse: 0 };
}

function smallStep(limit: number): number {
  return Math.max(1, Math.floor(limit / 8));
}
