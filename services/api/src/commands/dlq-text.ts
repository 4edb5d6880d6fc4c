import { reasonText } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { many } from "./command.ts";

type Group = Reply<"dead-letters.show">;
type Replay = Reply<"replays.list">["replays"][number];

export function deadLettersText(
  { groups, isCapped }: Reply<"dead-letters.list">,
  replays: readonly Replay[],
): string {
  if (groups.length === 0 && replays.length === 0) return "There are no dead letters.";
  const more = isCapped ? ["There are more causes than could be looked at: narrow the list."] : [];
  return [...groups.map(groupText), ...more, ...replays.map(replayLine)].join("\n");
}

export function groupText(group: Group): string {
  const { id, cause, count, failedAnew, firstAt, lastAt, samples, remedy } = group;
  const again = failedAnew === 0 ? "" : `, ${failedAnew} of them again in a replay`;
  const named = samples.map((sample) =>
    cause.kind === "event" ? `event:${sample}` : `work ${sample}`,
  );
  return [
    `${id}  ${many(count, cause.kind === "event" ? "event" : "record")}${again}  ${placeText(cause)}`,
    `  ${cause.code}: ${cause.shape}`,
    `  from ${firstAt} to ${lastAt}; such as ${named.join(", ")}`,
    `  ${remedy}`,
  ].join("\n");
}

function placeText(cause: Group["cause"]): string {
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
}: Reply<"dead-events.show">): string {
  return [
    `event:${id}  ${topic}${group === null ? ", not published" : `, ${group}`}  ${key}`,
    `  ${failedAt}  ${reasonText(reason)}`,
    JSON.stringify(value, null, 2),
  ].join("\n");
}

function replayLine(replay: Replay): string {
  const { id, state, orderedBy, orderedAt, successShare: share } = replay;
  const told = share === null ? "" : `, ${Math.round(share * 100)} % of what ended succeeded`;
  return `${id}  ${state}${told}; ordered ${orderedAt} by ${orderedBy}`;
}

export function replayText({ cause, failedAnew, ...replay }: Reply<"replays.show">): string {
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
