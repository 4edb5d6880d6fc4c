import { remedyText } from "@fieldwork/contracts";
import {
  type DeadEventGroup,
  type DeadGroupFilter,
  type DeadWorkGroup,
  findDeadGroups,
  type Reader,
} from "@fieldwork/store/reading";
import { causeId, causeOf, type PlacedCause } from "./cause.ts";

/** Dead letters with one cause in one place. */
export interface DeadLetterGroup {
  id: string;
  cause: PlacedCause;
  count: number;
  /** Of these, how many have already failed in a replay. */
  failedAnew: number;
  firstAt: Date;
  lastAt: Date;
  /** Ids of some of them, the last first. */
  samples: string[];
  remedy: string;
}

const samples = 5;

/** The dead letters that are meant by cause, the largest groups first. `isCapped`: there are more than could be looked at. */
export async function listDeadLetters(
  reader: Reader,
  filter: DeadGroupFilter = {},
): Promise<{ groups: DeadLetterGroup[]; isCapped: boolean }> {
  const { work, events } = await findDeadGroups(reader, filter);
  const groups = groupByCause([...work.groups.map(placedWork), ...events.groups.map(placedEvents)]);
  return { groups, isCapped: work.isCapped || events.isCapped };
}

type PlacedGroup = Omit<DeadLetterGroup, "id" | "remedy">;

function placedWork({
  enrichment,
  connection,
  object,
  reason,
  ...figures
}: DeadWorkGroup): PlacedGroup {
  return {
    ...figures,
    cause: { kind: "work", enrichment, connection, object, ...causeOf(reason) },
  };
}

function placedEvents({ topic, group, reason, ...figures }: DeadEventGroup): PlacedGroup {
  return { ...figures, cause: { kind: "event", topic, group, ...causeOf(reason) } };
}

/** One group for all that have one cause in one place. Pure. */
export function groupByCause(placed: readonly PlacedGroup[]): DeadLetterGroup[] {
  const byId = Map.groupBy(placed, ({ cause }) => causeId(cause));
  const groups = [...byId].map(([id, some]) => {
    const newestFirst = some.toSorted(
      (one, other) => other.lastAt.getTime() - one.lastAt.getTime(),
    );
    return { id, ...newestFirst.reduce(joined) };
  });
  return groups
    .map((group) => ({ ...group, remedy: remedyText(group.cause.code) }))
    .toSorted((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1));
}

function joined(one: PlacedGroup, other: PlacedGroup): PlacedGroup {
  return {
    cause: one.cause,
    count: one.count + other.count,
    failedAnew: one.failedAnew + other.failedAnew,
    firstAt: one.firstAt < other.firstAt ? one.firstAt : other.firstAt,
    lastAt: one.lastAt > other.lastAt ? one.lastAt : other.lastAt,
    samples: [...one.samples, ...other.samples].slice(0, samples),
  };
}
