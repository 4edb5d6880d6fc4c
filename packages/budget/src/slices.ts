import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import {
  lendSlices,
  returnSlices,
  type SliceAmount,
  sliceLeaseMs,
} from "@fieldwork/store/budget-slices";

/** Money that this process may spend without asking: the budgets have been charged with it already. */
export interface Slices {
  /** Takes an amount from the slice of each of these budgets, or nothing. Returns the holder that it was lent to. */
  draw(scopes: readonly string[], amountNanoUsd: NanoUsd): string | undefined;
  /** The store has heard of this holder. */
  renewed(holder: string): void;
  /** Gives back all that is left. */
  giveBack(): Promise<void>;
}

interface Slice {
  leftNanoUsd: NanoUsd;
  /** How much is lent at a time. */
  portionNanoUsd: NanoUsd;
  lentAtMs: number;
}

/** The first portion is enough for this many calls. */
const firstCalls = 16n;
/** A portion that lasts less is doubled, one that lasts ten times as long is halved. */
const lastsMs = 1000;
/** What has not been drawn from for as long is given back. */
const idleMs = 1000;
/** A budget without ample room is not asked for a slice again before. */
const refusedMs = 1000;
// Before anybody may count it as lost.
const usableMs = sliceLeaseMs / 2;

/**
 * Keeps slices of the budgets that calls are charged to. They are lent ahead of need and beside the calls, grow with the
 * pace at which they are used, and come back when nothing is drawn from them. A process that is killed
 * takes with it what it has in hand: that stays charged.
 */
export function createSlices({ database, logger }: { database: Db; logger: Logger }): Slices {
  const state: State = {
    ...{ holder: randomUUID(), renewedAtMs: performance.now(), drawnAtMs: 0 },
    ...{ slices: new Map(), refusedAtMs: new Map() },
  };
  let lending: Promise<void> | undefined;
  let isWatched = false;

  function forgetIfStale(): void {
    if (state.slices.size === 0 || performance.now() - state.renewedAtMs < usableMs) return;
    logger.warn("slices of budgets could not be renewed; what is left of them stays charged");
    state.slices.clear();
    state.holder = randomUUID();
  }

  /** Lends ahead, one portion at a time, if the budgets may have room for it. */
  function topUp(scopes: readonly string[], amountNanoUsd: NanoUsd): void {
    if (lending || scopes.some((scope) => wasRefused(state, scope))) return;
    lending = lend(database, state, { scopes, amountNanoUsd })
      .catch((err: unknown) => logger.warn({ err }, "no slice of a budget could be lent"))
      .finally(() => {
        lending = undefined;
        watch();
      });
  }

  function watch(): void {
    if (isWatched) return;
    isWatched = true;
    setTimeout(() => {
      isWatched = false;
      if (performance.now() - state.drawnAtMs < idleMs) watch();
      else void giveBack();
    }, idleMs).unref();
  }

  async function giveBack(): Promise<void> {
    await lending;
    const unspent = takeAll(state.slices);
    if (unspent.length === 0) return;
    try {
      await returnSlices(database, { holder: state.holder, unspent });
    } catch (err) {
      // It may have been given back all the same.
      logger.warn({ err }, "slices of budgets could not be given back; they stay charged");
    }
  }

  return {
    draw(scopes, amountNanoUsd) {
      forgetIfStale();
      state.drawnAtMs = performance.now();
      const held = scopes.map((scope) => state.slices.get(scope));
      const has = held.every((slice) => slice && slice.leftNanoUsd >= amountNanoUsd);
      if (has) for (const slice of held) if (slice) slice.leftNanoUsd -= amountNanoUsd;
      if (held.some((slice) => !slice || slice.leftNanoUsd * 2n < slice.portionNanoUsd)) {
        topUp(scopes, amountNanoUsd);
      }
      return has ? state.holder : undefined;
    },
    renewed(holder) {
      if (holder === state.holder) state.renewedAtMs = performance.now();
    },
    giveBack,
  };
}

interface State {
  holder: string;
  renewedAtMs: number;
  drawnAtMs: number;
  slices: Map<string, Slice>;
  refusedAtMs: Map<string, number>;
}

function wasRefused({ refusedAtMs }: State, scope: string): boolean {
  const atMs = refusedAtMs.get(scope);
  return atMs !== undefined && performance.now() - atMs < refusedMs;
}

/** A portion of each, or of none, so that nothing is lent that cannot be used. */
async function lend(
  database: Db,
  state: State,
  { scopes, amountNanoUsd }: { scopes: readonly string[]; amountNanoUsd: NanoUsd },
): Promise<void> {
  const { slices, refusedAtMs, holder } = state;
  const wanted = scopes.map((scope) => ({
    ...{ scope, amountNanoUsd: nextPortion(slices.get(scope), amountNanoUsd) },
  }));
  const askedAtMs = performance.now();
  const isLent = await lendSlices(database, { holder, wanted });
  if (holder !== state.holder) return;
  for (const { scope, amountNanoUsd: portionNanoUsd } of wanted) {
    const slice = slices.get(scope);
    if (isLent) {
      const leftNanoUsd = (slice?.leftNanoUsd ?? 0n) + portionNanoUsd;
      slices.set(scope, { leftNanoUsd, portionNanoUsd, lentAtMs: askedAtMs });
    } else {
      refusedAtMs.set(scope, performance.now());
      if (slice) slice.portionNanoUsd /= 2n;
    }
  }
  if (isLent) state.renewedAtMs = askedAtMs;
}

function takeAll(slices: Map<string, Slice>): SliceAmount[] {
  const unspent = [...slices]
    .map(([scope, { leftNanoUsd }]) => ({ scope, amountNanoUsd: leftNanoUsd }))
    .filter(({ amountNanoUsd }) => amountNanoUsd !== 0n);
  slices.clear();
  return unspent;
}

/** Follows the pace: enough for about a second. */
function nextPortion(slice: Slice | undefined, amountNanoUsd: NanoUsd): NanoUsd {
  const least = amountNanoUsd * firstCalls;
  if (!slice) return least;
  const lastedMs = performance.now() - slice.lentAtMs;
  const { portionNanoUsd: before } = slice;
  const next = lastedMs < lastsMs ? before * 2n : lastedMs > 10 * lastsMs ? before / 2n : before;
  return next > least ? next : least;
}
