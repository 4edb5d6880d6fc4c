import { randomBytes } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import {
  createReplay,
  lockReplay,
  type Replay,
  type ReplayState,
  setReplayState,
  sparePaused,
} from "@fieldwork/store";
import { findReplay, listFailedAnew } from "@fieldwork/store/reading";
import type { Actor, OrderDeps } from "../orders.ts";
import { type Cause, causeId, causeOf, isSameCause, type PlacedCause } from "./cause.ts";
import { findCause, listMembers } from "./members.ts";
import { successShare } from "./plan-replay.ts";

export interface ReplayRequest {
  group: string;
  /** Only if the group is of this connection: whoever asks has rights on it alone. */
  connection?: string | undefined;
  /** How many go first, alone. */
  tryFirst?: number | undefined;
  perMinute?: number | undefined;
  /** Once the first have all succeeded, the others follow without another order. */
  goesOn?: boolean | undefined;
  /** The first few pass holds over their enrichment, their connection or everything that are only paused. */
  passesPauses?: boolean | undefined;
}

const defaultTryFirst = 5;
const defaultPerMinute = 60;

/**
 * Puts the dead letters of a group back into the line: those that it has now, and no others. Work is
 * asked again; of an event, the record is read from the CRM. See `planReplay`.
 *
 * @throws AppError `request_invalid` for a group that does not exist, or for events that name no record.
 */
export async function replayDeadLetters(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  request: ReplayRequest,
): Promise<{ id: string; members: number }> {
  const { tryFirst = defaultTryFirst, perMinute = defaultPerMinute } = request;
  const { goesOn = false, passesPauses = false } = request;
  const cause = await findCause(reader, request);
  return database.transaction(async (tx) => {
    const members = await listMembers(tx, cause);
    const meant = members.filter(({ ref }) => ref !== null);
    if (meant.length === 0) throw noRecord(request.group, members.length);
    const id = `replay-${randomBytes(5).toString("hex")}`;
    const replay = {
      ...{ id, kind: cause.kind, cause, tryFirst, perMinute, goesOn, passesPauses },
      orderedBy: actor.name,
    };
    await createReplay(
      tx,
      replay,
      meant.map(({ id: itemId, ref, reason }) => ({ itemId, reason, ref })),
    );
    if (passesPauses && cause.kind === "work") await sparePaused(tx, id, cause);
    await audit(tx, {
      ...{ actor, order: "dead-letters.replay", subject: `replays/${id}`, before: cause },
      after: { members: meant.length, tryFirst, perMinute, goesOn, passesPauses },
    });
    return { id, members: meant.length };
  });
}

function noRecord(group: string, members: number): AppError {
  const message =
    members === 0
      ? `the group ${group} is empty by now`
      : `no event of ${group} names a record to read: edit one until it does, or discard them`;
  return new AppError(message, { code: "request_invalid", retryable: false });
}

const changes = {
  /** The first were tried, or it was paused: the others follow. */
  resume: { from: ["tried", "paused"], to: "going" },
  pause: { from: ["trying", "going"], to: "paused" },
  cancel: { from: ["trying", "tried", "going", "paused"], to: "cancelled" },
} as const satisfies Record<string, { from: readonly ReplayState[]; to: ReplayState }>;
export type ReplayChange = keyof typeof changes;

/**
 * Lets a replay go on, rest or end. What is on its way is not called back.
 *
 * @throws AppError `not_found` if there is none; `request_invalid` in a state that does not allow it.
 */
export async function changeReplay(
  { database, audit }: OrderDeps,
  actor: Actor,
  { id, change, connection }: { id: string; change: ReplayChange; connection?: string | undefined },
): Promise<{ state: ReplayState }> {
  const { from, to } = changes[change];
  return database.transaction(async (tx) => {
    const replay = await lockReplay(tx, id);
    if (replay === undefined || !isReplayOf(replay, connection)) throw unknownReplay(id);
    if (!from.some((state) => state === replay.state)) {
      const message = `the replay ${id} is ${replay.state}: ${change} is for one that is ${from.join(" or ")}`;
      throw new AppError(message, { code: "request_invalid", retryable: false });
    }
    await setReplayState(tx, id, to);
    await audit(tx, {
      ...{ actor, order: `dead-letters.${change}`, subject: `replays/${id}` },
      ...{ before: { state: replay.state, counts: replay.counts }, after: { state: to } },
    });
    return { state: to };
  });
}

/** Whether it is of a connection; of events it is not known. */
export function isReplayOf(replay: Replay, connection: string | undefined): boolean {
  const cause = replay.cause as PlacedCause;
  return connection === undefined || (cause.kind === "work" && cause.connection === connection);
}

function unknownReplay(id: string): AppError {
  return new AppError(`there is no replay ${id}`, { code: "not_found", retryable: false });
}

/** What failed anew, by cause. */
export interface FailedAnew extends Cause {
  /** It had failed with the same cause before. */
  isSame: boolean;
  count: number;
  samples: string[];
}

export interface ReplayView extends Omit<Replay, "cause"> {
  /** The group of dead letters that it is about. */
  group: string;
  cause: PlacedCause;
  /** Of what has ended, from 0 to 1; null before anything ended. */
  successShare: number | null;
}

/** Pure. */
export function viewReplay(replay: Replay): ReplayView {
  const cause = replay.cause as PlacedCause;
  return { ...replay, cause, group: causeId(cause), successShare: successShare(replay.counts) };
}

/** @throws AppError `not_found` if there is none. */
export async function showReplay(
  { reader }: Pick<OrderDeps, "reader">,
  id: string,
  connection?: string | undefined,
): Promise<ReplayView & { failedAnew: FailedAnew[] }> {
  const replay = await findReplay(reader, id);
  if (replay === undefined || !isReplayOf(replay, connection)) throw unknownReplay(id);
  const failures = await listFailedAnew(reader, id);
  return { ...viewReplay(replay), failedAnew: groupFailures(failures) };
}

/** Tells those that failed as before apart from those that failed in another way. Pure. */
export function groupFailures(
  failures: readonly { itemId: string; before: Reason; now: Reason }[],
): FailedAnew[] {
  const judged = failures.map(({ itemId, before, now }) => {
    const cause = causeOf(now);
    return { itemId, cause, isSame: isSameCause(cause, causeOf(before)) };
  });
  const groups = Map.groupBy(
    judged,
    ({ cause, isSame }) => `${isSame} ${cause.code} ${cause.shape}`,
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const samples = some.slice(0, 5).map(({ itemId }) => itemId);
    return [{ ...first.cause, isSame: first.isSame, count: some.length, samples }];
  });
}
