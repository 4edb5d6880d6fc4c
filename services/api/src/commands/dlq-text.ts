import { reasonText } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { type Screen, styled, tableText } from "../command-line/screen.ts";
import { many } from "./command.ts";

type Group = Reply<"dead-letters.show">;
type Replay = Reply<"replays.list">["replays"][number];

/** The causes as a table, then what to do about each, then the replays. Pure. */
export function deadLettersText(
  { groups, isCapped }: Reply<"dead-letters.list">,
  { replays, screen }: { replays: readonly Replay[]; screen: Screen },
): string {
  if (groups.length === 0 && replays.length === 0) return "There are no dead letters.";
  const more = isCapped ? ["There are more causes than could be looked at: narrow the list."] : [];
  return [
    ...(groups.length === 0
      ? []
      : [tableText(groups.map(groupRow), { columns: screen.columns, whole: 1 })]),
    ...groups.map(({ id, remedy }) => `  ${id}: ${remedy}`),
    ...more,
    ...(replays.length === 0
      ? []
      : [
          styled("bold", "Replays"),
          tableText(replays.map(replayRow), { columns: screen.columns, whole: 1 }),
        ]),
  ].join("\n");
}

function replayRow({ id, state, orderedBy, orderedAt, successShare }: Replay): string[] {
  return [id, state, succeededText(successShare), `ordered ${orderedAt}`, `by ${orderedBy}`];
}

function succeededText(share: number | null): string {
  return share === null ? "nothing has ended" : `${Math.round(share * 100)} % succeeded`;
}

function groupRow(group: Group): string[] {
  const { id, cause, lastAt, samples } = group;
  const [sample] = samples.map((one) => sampleText(cause, one));
  return [
    ...[id, countText(group), placeText(cause), `${cause.code}: ${cause.shape}`],
    ...[`last ${lastAt}`, `such as ${sample ?? "-"}`],
  ];
}

function countText({ cause, count, failedAnew }: Group): string {
  const again = failedAnew === 0 ? "" : `, ${failedAnew} of them again in a replay`;
  return `${many(count, cause.kind === "event" ? "event" : "record")}${again}`;
}

function sampleText({ kind }: Group["cause"], { id, ref }: Group["samples"][number]): string {
  if (kind === "event") return `event:${id}`;
  return ref === null ? `work ${id}` : `${ref.connection}/${ref.object}/${ref.id}`;
}

export function groupText(group: Group): string {
  const { id, cause, firstAt, lastAt, samples, remedy } = group;
  const named = samples.map((sample) => sampleText(cause, sample));
  return [
    `${id}  ${countText(group)}  ${placeText(cause)}`,
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
