import { reasonText } from "@fieldwork/contracts";
import type { OpenBackfill } from "@fieldwork/store/backfills";
import type { BlockedWork } from "./blocked-work.ts";
import type { DeadCause } from "./dead-causes.ts";
import type { UnreadObject } from "./read-state.ts";

/** Wanted work that a run left undone, and what to do about it. */
export interface Unfinished {
  /** Records; undefined if nobody knows how many. */
  count: number | undefined;
  reason: string;
  remedy: string;
}

export interface UnfinishedOf {
  blocked: readonly BlockedWork[];
  waitingForBudget: number;
  waitingForField: number;
  waitingForCrm: number;
  unread: readonly UnreadObject[];
  dead: readonly DeadCause[];
  backfills: readonly OpenBackfill[];
}

const shownCauses = 5;

/** What is left undone, by cause. An abstention, a review and a skipped record count as done. Pure. */
export function unfinishedWork({
  blocked,
  waitingForBudget,
  waitingForField,
  waitingForCrm,
  unread,
  dead,
  backfills,
}: UnfinishedOf): Unfinished[] {
  const held = [...Map.groupBy(blocked, ({ lane }) => lane.name)].map(([name, alike]) => ({
    count: alike.reduce((sum, { count }) => sum + count, 0),
    reason: `${name} is closed${alike[0] ? `: ${reasonText(alike[0].lane.reason)}` : ""}`,
    remedy:
      "correct the model, its key or its settings, and start again: waiting work continues by itself",
  }));
  const unpaid = {
    count: waitingForBudget,
    reason: "a budget that their calls are charged to has no room for them",
    remedy:
      "set it higher (FIELDWORK_BUDGET_USD, or budgets in models.yaml); npx fieldwork budget shows what each has spent and holds",
  };
  const hidden = {
    count: waitingForField,
    reason: "the CRM hides a field from us that they need",
    remedy:
      "give our user access to the field that npx fieldwork explain <record> names: waiting work continues by itself",
  };
  const barred = {
    count: waitingForCrm,
    reason: "the CRM does not let us write",
    remedy:
      "correct our user's credentials or permissions, which npx fieldwork explain <record> names: waiting work continues by itself",
  };
  const unreadable = unread.map(({ name, reason }) => ({
    count: undefined,
    reason: `${name} cannot be read: ${reason}`,
    remedy: "correct the connection's credentials, permissions or settings, and start again",
  }));
  const waiting = [unpaid, hidden, barred].filter(({ count }) => count > 0);
  return [...unreadable, ...held, ...waiting, ...deadCauses(dead), ...stopped(backfills)];
}

/** Backfills that a person has to look at; those that rest or that a person paused are as they should be. */
function stopped(backfills: readonly OpenBackfill[]): Unfinished[] {
  return backfills
    .filter(({ state, stoppedBy }) => state === "running" || stoppedBy !== null)
    .map(({ id, state, waiting }) => ({
      count: waiting,
      reason:
        state === "running"
          ? `${id} waits for its work before it takes more`
          : `${id} paused itself after a step that went badly`,
      remedy: `npx fieldwork backfill show ${id} tells why; npx fieldwork backfill resume ${id} goes on`,
    }))
    .filter(({ count }) => count > 0);
}

/** Dead letters, grouped by what their reasons have in common. */
function deadCauses(dead: UnfinishedOf["dead"]): Unfinished[] {
  const causes = [...Map.groupBy(dead, ({ cause }) => cause).values()]
    .map((alike) => ({
      count: alike.reduce((sum, { count }) => sum + count, 0),
      reason: alike[0]?.reason ?? "",
    }))
    .toSorted((a, b) => b.count - a.count);
  const rest = causes.slice(shownCauses).reduce((sum, { count }) => sum + count, 0);
  const remedy =
    "npx fieldwork explain <record> shows details; npx fieldwork retry --dead puts them back once the cause is fixed";
  return [
    ...causes
      .slice(0, shownCauses)
      .map((cause) => ({ ...cause, reason: `dead letter: ${cause.reason}`, remedy })),
    ...(rest > 0 ? [{ count: rest, reason: "dead letters for other reasons", remedy }] : []),
  ];
}

export function unfinishedText(unfinished: readonly Unfinished[]): string {
  const lines = unfinished.flatMap(({ count, reason, remedy }) => [
    count === undefined
      ? `  ${reason}`
      : `  ${count} ${count === 1 ? "record" : "records"}: ${reason}`,
    `    ${remedy}`,
  ]);
  return ["Unfinished", ...lines].join("\n");
}
