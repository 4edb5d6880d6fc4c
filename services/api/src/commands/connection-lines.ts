import { gapText } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { styled } from "../command-line/screen.ts";

type Connection = Reply<"connections.list">["connections"][number];
type Limit = Connection["limits"][number];
type Stream = Reply<"operations.show">["streams"][number];

/** How many calls the CRMs allow and have counted, and how fields are written. Pure. */
export function connectionLines({ connections }: { connections: readonly Connection[] }): string[] {
  return [
    ...under("CRM calls", connections.flatMap(callLines)),
    ...under("Writes", connections.flatMap(writeLine)),
  ];
}

/** What CRMs push, where that had gaps, and what of it waits to be read. Pure. */
export function streamLines({ streams }: { streams: readonly Stream[] }): string[] {
  const lines = streams.map(({ connection, object, heardAt, gapAt, gap, hints }) => {
    const heard = heardAt === null ? "the CRM calls us" : `heard last ${heardAt}`;
    const why = gap === null ? "" : ` (${gapText[gap]}, so all records were compared)`;
    const last = gapAt === null ? "no gap" : `last gap ${gapAt}${why}`;
    return `${connection}/${object}: ${heard}, ${last}, ${orMore(hints)} not read yet`;
  });
  return under("Pushed changes", lines);
}

const hintsCounted = 10_000;

function orMore(hints: number): string {
  return hints < hintsCounted ? `${hints}` : `${hints} or more`;
}

function callLines({ connection, quota, limits }: Connection): string[] {
  const told = limits.map((limit) => `  ${limitText(limit)}`);
  if (quota === null) return told.length === 0 ? [] : [`${connection}:`, ...told];
  const { used, limit, floorPercent, seenAt } = quota;
  const of = limit === null ? "" : ` of ${limit}`;
  const kept = floorPercent === null ? "" : `, ${floorPercent} % kept for other integrations`;
  return [`${connection}: ${used}${of} of its day${kept}, as of ${seenAt}`, ...told];
}

const periods: Readonly<Record<Limit["per"], string>> = {
  ...{ second: "a second", "ten-seconds": "in ten seconds", minute: "a minute" },
  ...{ day: "a day", "at-once": "at once" },
};

function limitText({ unit, per, ours, told }: Limit): string {
  const what = `${unit} ${periods[per]}`;
  const app = told?.isOfApp ? "of our app alone, " : "";
  const kept = ours === null ? what : `${ours} ${what}`;
  if (told === null) return `${kept}; the CRM says nothing of it`;
  return `${app}${kept}; the CRM said ${told.used} of ${told.limit} used, as of ${told.seenAt}`;
}

/** With fast writes, how long an edit of a person may go unseen. */
function writeLine({ connection, writes, writeWindow }: Connection): string[] {
  if (writes === null && writeWindow === null) return [];
  const jobs = writes?.jobsFrom == null ? "" : `, by jobs from ${writes.jobsFrom} waiting on`;
  const mode = writes === null ? [] : [`${writes.mode}${jobs}`];
  return [`${connection}: ${[...mode, ...windowText(writeWindow)].join("; ")}`];
}

function windowText(window: Connection["writeWindow"]): string[] {
  if (window === null) return [];
  const { batches, p50Ms, p99Ms } = window;
  const took = `p50 ${p50Ms} ms, p99 ${p99Ms} ms from read to reply`;
  return [`fast writes took ${took} (of ${batches} in 7 days)`];
}

function under(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [styled("bold", title), ...lines.map((line) => `  ${line}`)];
}
