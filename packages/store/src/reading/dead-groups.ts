import type { Reason, ReasonCode } from "@fieldwork/contracts";
import { type Replay, replaysSql } from "../dead-letters/replays.ts";
import type { Reader } from "./reader.ts";

interface DeadGroup {
  reason: Reason;
  count: number;
  /** Of these, how many have already failed in a replay. */
  failedAnew: number;
  firstAt: Date;
  lastAt: Date;
  /** The ids of some of them, the last first. */
  samples: string[];
}

/** Work that died in one place for exactly the same reason. */
export interface DeadWorkGroup extends DeadGroup {
  enrichment: string;
  connection: string;
  object: string;
}

/** Events that failed in one place for exactly the same reason. */
export interface DeadEventGroup extends DeadGroup {
  topic: string;
  /** Null: not published. */
  group: string | null;
}

export interface DeadGroups<Group> {
  groups: Group[];
  /** There are more: these are the groups that were met last. */
  isCapped: boolean;
}

/** What is meant; what is left out, whatever it is. Work has no topic, and events only that. */
export interface DeadGroupFilter {
  kind?: "work" | "event" | undefined;
  code?: ReasonCode | undefined;
  enrichment?: string | undefined;
  connection?: string | undefined;
  topic?: string | undefined;
}

const mostGroups = 5000;
const samples = 5;

const figures = (at: string) => `count(*)::int as count, count(failed.item_id)::int as "failedAnew",
  min(${at}) as "firstAt", max(${at}) as "lastAt",
  (array_agg(t.id::text order by ${at} desc, t.id desc))[1:${samples}] as samples`;
const failedIn = (kind: string) => `left join (
    select distinct item_id from replay_member join replay on replay.id = replay_id
    where replay_member.state = 'failed' and replay.kind = '${kind}') as failed on failed.item_id = t.id`;

const workSql = `select t.enrichment, t.connection, t.object,
    jsonb_build_object('code', coalesce(t.reason_code, 'internal'), 'detail', t.reason_detail) as reason,
    ${figures("t.settled_at")}
  from work as t ${failedIn("work")}
  where t.state = 'dead' and ($1::text is null or coalesce(t.reason_code, 'internal') = $1)
    and ($2::text is null or t.connection = $2) and ($3::text is null or t.enrichment = $3)
  group by 1, 2, 3, 4 order by max(t.settled_at) desc limit ${mostGroups + 1}`;

const eventSql = `select t.topic, t.consumer_group as "group",
    jsonb_build_object('code', t.reason_code, 'detail', t.reason_detail) as reason, ${figures("t.failed_at")}
  from log_dead_letter as t ${failedIn("event")}
  where ($1::text is null or t.reason_code = $1) and ($2::text is null or t.topic = $2)
  group by 1, 2, 3 order by max(t.failed_at) desc limit ${mostGroups + 1}`;

/** The dead letters that are meant by place and reason, those of work and those of the log. */
export async function findDeadGroups(
  reader: Pick<Reader, "query">,
  { kind, code, enrichment, connection, topic }: DeadGroupFilter = {},
): Promise<{ work: DeadGroups<DeadWorkGroup>; events: DeadGroups<DeadEventGroup> }> {
  const isOfWork = kind !== "event" && topic === undefined;
  const isOfEvents = kind !== "work" && enrichment === undefined && connection === undefined;
  const [work, events] = await Promise.all([
    isOfWork ? reader.query<DeadWorkGroup>(workSql, [code, connection, enrichment]) : [],
    isOfEvents ? reader.query<DeadEventGroup>(eventSql, [code, topic]) : [],
  ]);
  return { work: capped(work), events: capped(events) };
}

function capped<Group>(groups: Group[]): DeadGroups<Group> {
  return { groups: groups.slice(0, mostGroups), isCapped: groups.length > mostGroups };
}

/** The newest replays; of one connection, if it is named, those of its work. */
export async function listReplays(
  reader: Pick<Reader, "query">,
  limit = 50,
  connection?: string,
): Promise<Replay[]> {
  const ofConnection = "where $2::text is null or (kind = 'work' and cause->>'connection' = $2)";
  return reader.query<Replay>(
    replaysSql(`${ofConnection} order by ordered_at desc, id desc limit $1`),
    [limit, connection ?? null],
  );
}

export async function findReplay(
  reader: Pick<Reader, "query">,
  id: string,
): Promise<Replay | undefined> {
  const [found] = await reader.query<Replay>(replaysSql("where id = $1"), [id]);
  return found;
}

/** What failed again in a replay: with what it failed before, and with what now. */
export interface ReplayFailure {
  itemId: string;
  before: Reason;
  now: Reason;
  at: Date;
}

/** The last first. */
export async function listFailedAnew(
  reader: Pick<Reader, "query">,
  replayId: string,
  limit = 1000,
): Promise<ReplayFailure[]> {
  return reader.query(
    `select item_id as "itemId", reason_before as before, reason as now, ended_at as at from replay_member
     where replay_id = $1 and state = 'failed' order by ended_at desc, item_id desc limit $2`,
    [replayId, limit],
  );
}
