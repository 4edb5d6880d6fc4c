import { reasonText } from "@fieldwork/contracts";
import type { WholeDeadEvent } from "@fieldwork/event-log";
import type { Replay } from "@fieldwork/store";
import type { PlacedCause } from "../dead-letters/cause.ts";
import type { DeadLetterGroup } from "../dead-letters/groups.ts";
import { successShare } from "../dead-letters/plan-replay.ts";
import type { ReplayView } from "../dead-letters/replay.ts";
import { many } from "./command.ts";

export function deadLettersText(
  { groups, isCapped }: { groups: readonly DeadLetterGroup[]; isCapped: boolean },
  replays: readonly Replay[],
): string {
  if (groups.length === 0 && replays.length === 0) return "There are no dead letters.";
  const more = isCapped ? ["There are more causes than could be looked at: narrow the list."] : [];
  return [...groups.map(groupText), ...more, ...replays.map(replayLine)].join("\n");
}

export function groupText(group: DeadLetterGroup): string {
  const { id, cause, count, failedAnew, firstAt, lastAt, samples, remedy } = group;
  const again = failedAnew === 0 ? "" : `, ${failedAnew} of them again in a replay`;
  const named = samples.map((sample) =>
    cause.kind === "event" ? `event:${sample}` : `work ${sample}`,
  );
  return [
    `${id}  ${many(count, cause.kind === "event" ? "event" : "record")}${again}  ${placeText(cause)}`,
    `  ${cause.code}: ${cause.shape}`,
    `  from ${firstAt.toISOString()} to ${lastAt.toISOString()}; such as ${named.join(", ")}`,
    `  ${remedy}`,
  ].join("\n");
}

function placeText(cause: PlacedCause): string {
  if (cause.kind === "work") return `${cause.enrichment} of ${cause.connection}/${cause.object}`;
  return cause.group === null ? `${cause.topic}, not published` : `${cause.topic}, ${cause.group}`;
}

export function eventText({
  id,
  topic,
  group,
  key,
  reason,
  failedAt,
  value,
}: WholeDeadEvent): string {
  return [
    `event:${id}  ${topic}${group === null ? ", not published" : `, ${group}`}  ${key}`,
    `  ${failedAt.toISOString()}  ${reasonText(reason)}`,
    JSON.stringify(value, null, 2),
  ].join("\n");
}

function replayLine(replay: Replay): string {
  const { id, state, orderedBy, orderedAt, counts } = replay;
  const share = successShare(counts);
  const told = share === null ? "" : `, ${Math.round(share * 100)} % of what ended succeeded`;
  return `${id}  ${state}${told}; ordered ${orderedAt.toISOString()} by ${orderedBy}`;
}

export function replayText({ cause, failedAnew, ...replay }: ReplayView): string {
  const { counts, tryFirst, perMinute } = replay;
  const states = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    replayLine({ ...replay, cause }),
    `  ${placeText(cause)}: ${cause.code}: ${cause.shape}`,
    `  ${states.map(([state, count]) => `${count} ${state}`).join(", ")}; ${tryFirst} first, then ${perMinute} a minute`,
    ...failedAnew.map(
      ({ code, shape, isSame, count }) =>
        `  ${count} failed ${isSame ? "as before" : "in another way"}: ${code}: ${shape}`,
    ),
    ...(replay.state === "tried"
      ? [`  npx fieldwork dlq resume ${replay.id} sends the others`]
      : []),
  ].join("\n");
}
