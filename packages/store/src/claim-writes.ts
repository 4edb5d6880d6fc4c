import type { AnsweredOutputs, ObjectName, Wanter } from "@fieldwork/contracts";
import type { Claim, WriteRest } from "./claim.ts";
import { claimOrdersSql, dueOrderPlacesSql, dueOrdersSql, isAnySql } from "./claim-orders.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { allAnswersSql, dueAnswersSql, isInStateSql, isLiveSql } from "./due-answers.ts";
import { isHeldSql } from "./holds/hold-sql.ts";
import { isParentWrittenSql, leasedParentsSql, leaseParentsSql } from "./parents/parent-sql.ts";
import type { FieldOrder } from "./write-orders.ts";

/** An answer to be written, or an order: the ids of both are of one sequence. */
export interface ClaimedWrite extends Claim {
  /** Null: an answer. */
  order: FieldOrder | null;
  generation: number;
  /** Whom the answer serves. */
  wantedBy: readonly Wanter[];
  recordId: string;
  /** The parent of its record, where that is leased with the claim. */
  parentId: string | null;
  enrichment: string;
  /** The definition it was asked under; null: before definitions were released. */
  definitionHash: string | null;
  fingerprint: string;
  /** The current answer to it. Null: an order that writes none. */
  answerId: string | null;
  /** What the answer says; of an order, the answer that it writes. */
  outputs: AnsweredOutputs;
  /** Who answered, and when; of an order without an answer, when it was given. */
  model: string | null;
  answeredAt: Date;
  /** Of the inputs that were answered; null for an order. */
  inputHash: string | null;
  failures: number;
  rest: WriteRest;
  traceparent: string | null;
}

function isDueInPlaceSql(ofClass: string): string {
  return isAnySql(
    "work",
    `state = 'answered' and work.connection = place.connection and work.object = place.object
      and ${ofClass} and due_at <= now() and not ${isHeldSql("work")}`,
  );
}

/**
 * Which answers a claim is about. `live-or-waited`: of those that no live change wants, only what has waited
 * long. `under-parents`: these alone, as far as they are still due and their parents can be leased.
 */
type ClaimedAnswers = "all" | "backfills" | "live-or-waited" | "under-parents";

/**
 * Connections and objects with answers or orders that are due to be written, and that nobody holds. It
 * looks at one row of each, however many wait.
 */
export async function listDueWrites(
  db: Db,
  { withOrders }: { withOrders: boolean },
): Promise<{ connection: string; object: ObjectName }[]> {
  return db.query(
    `with recursive place as (
       (select connection, object from work where state = 'answered'
        order by connection, object limit 1)
       union all
       select next.connection, next.object from place cross join lateral (
         select connection, object from work
         where state = 'answered' and (connection, object) > (place.connection, place.object)
         order by connection, object limit 1
       ) as next
     )
     select connection, object from place
     where ${isDueInPlaceSql(isLiveSql)} or ${isDueInPlaceSql(`not ${isLiveSql}`)}
     union ${dueOrderPlacesSql}`,
    [withOrders],
  );
}

export interface WriteClaimOptions {
  connection: string;
  object: ObjectName;
  /** Most answers now. */
  limit: number;
  /** Most answers in any batch: doubt halves it. */
  maxBatch: number;
  token: string;
  leaseMs: number;
  /** Orders as well: not in a preview, which writes nothing. */
  withOrders: boolean;
  /**
   * `alone`: of answers only those that no live change wants and of which nobody doubts anything, and no
   * orders. Otherwise those of them that have waited so long; all of them, if left out.
   */
  backfills?: "alone" | { waitedMs: number } | undefined;
  /**
   * In place of what is due: these answers, of records under the parents (null: under none), which are leased with
   * the claim. `of`: the objects of the parents.
   */
  among?: { answers: readonly AnswerUnderParent[]; of: readonly ObjectName[] } | undefined;
}

export interface AnswerUnderParent {
  workId: string;
  parentId: string | null;
}

/**
 * Claims answers of one connection and object: first what the live line wants, then backfills, each in the order
 * they fell due. The first may bring doubt
 * into the batch: then only others as doubtful join it, and the batch is cut in half for each time that
 * such a batch came to nothing, until what is at fault stands alone. What a person holds stays.
 * Orders come along, before any answer; one that brings doubt is claimed alone. No two are claimed for one
 * field, nor an order and an answer of one record.
 */
export async function claimWrites(db: Db, ask: WriteClaimOptions): Promise<ClaimedWrite[]> {
  const { backfills, among } = ask;
  const rows = await db.query<Omit<ClaimedWrite, "rest"> & FlatRest>(claimSqls[whichOf(ask)], [
    ...[ask.connection, ask.object, ask.limit, ask.maxBatch, ask.token, ask.leaseMs],
    ask.withOrders,
    ...(among ? [...columns(among.answers, ["workId", "parentId"]), among.of] : []),
    ...(!among && typeof backfills === "object" ? [backfills.waitedMs] : []),
  ]);
  return rows.map(({ restKind, rests, doubt, restsSince, ...claim }) => ({
    ...claim,
    rest: { kind: restKind, rests, doubt, since: restsSince },
  }));
}

function whichOf({ backfills, among }: WriteClaimOptions): ClaimedAnswers {
  if (among) return "under-parents";
  if (backfills === undefined) return "all";
  return backfills === "alone" ? "backfills" : "live-or-waited";
}

/** Not beside what is written under them: of objects without parents, no id is ever leased. */
const isFreeSql = `record_id not in (${leasedParentsSql})`;
const allOfThem = { parent: "null::text", where: `${allAnswersSql} and ${isFreeSql}` };
const amongThem = {
  parent: "($9::text[])[array_position($8::bigint[], id)]",
  where: `id = any($8::bigint[]) and ${isInStateSql("work", "answered")}`,
};

/** Leases the parents that nobody writes, nor writes under. */
const freeParentsSql = leaseParentsSql({
  parents: `select distinct parent_id from next
    where parent_id is not null and not ${isParentWrittenSql("next.parent_id", "$10")}`,
  ...{ token: "$5", leaseMs: "$6" },
});

function claimSql(which: ClaimedAnswers): string {
  const isAlone = which === "backfills";
  const isUnderParents = which === "under-parents";
  const others = {
    all: `not ${isLiveSql}`,
    backfills: `not ${isLiveSql} and doubt = 0`,
    "live-or-waited": `not ${isLiveSql} and due_at <= now() - $8::float8 * interval '1 millisecond'`,
    "under-parents": `not ${isLiveSql}`,
  };
  const { parent, where } = isUnderParents ? amongThem : allOfThem;
  const due = (ofClass: string) =>
    dueAnswersSql({
      columns: `id, due_at, doubt, ${parent} as parent_id`,
      ...{ where: `${where} and ${ofClass}`, withOrders: "$7" },
    });
  return `with orders_due as (
       ${dueOrdersSql} order by due_at, id limit ${isAlone ? 0 : "least($3::int, $4::int)"}
     ), orders_first as (
       select * from orders_due order by due_at, id limit 1
     ), orders_next as (
       select id, doubt from orders_due
       where case when (select doubt from orders_first) > 0 then id = (select id from orders_first) else doubt = 0 end
     ), ordered as (
       ${claimOrdersSql}
     ), room as (
       select case when exists (select from orders_next where doubt > 0) then 0
         else greatest(0, least($3::int, $4::int) - (select count(*) from orders_next)) end as rows
     ), due_live as (
       ${due(isLiveSql)} limit ${isAlone ? 0 : "(select rows from room)"} for update skip locked
     ), due_other as (
       ${due(others[which])}
       limit (select rows from room) - (select count(*) from due_live) for update skip locked
     ), due as (
       select *, true as is_live from due_live union all select *, false from due_other
     ), first as (
       select doubt from due order by is_live desc, due_at, id limit 1
     ), next as (
       select due.id, due.parent_id from due, first where due.doubt <= first.doubt
       order by due.is_live desc, due.due_at, due.id
       limit (select greatest(0, greatest(1, $4::int >> least(doubt, 30)) - (select count(*) from orders_next)) from first)
     ), free as (
       ${isUnderParents ? freeParentsSql : "select null::text as parent_id where false"}
     ), answered as (
     update work set state = 'writing', claim_token = $5, lease_until = now() + $6 * interval '1 millisecond'
     from next, answer
     where work.id = next.id and answer.fingerprint = work.fingerprint and answer.replaced_at is null
       and (next.parent_id is null or next.parent_id in (select parent_id from free))
     returning work.id as "workId", work.claim_token as token, work.running_generation as generation,
       work.running_by as "wantedBy", work.record_id as "recordId", next.parent_id as "parentId", work.enrichment,
       work.definition_hash as "definitionHash", work.fingerprint, answer.id as "answerId",
       answer.outputs, nullif(concat_ws('/', answer.provider, answer.model), '') as model,
       coalesce(answer.answered_at, now()) as "answeredAt", work.running_hash as "inputHash", work.failures,
       work.rest_kind as "restKind", work.rests, work.doubt, work.rests_since as "restsSince",
       work.traceparent, null::jsonb as order
     )
     select * from answered union all select * from ordered`;
}

const claimSqls: Readonly<Record<ClaimedAnswers, string>> = {
  all: claimSql("all"),
  backfills: claimSql("backfills"),
  "live-or-waited": claimSql("live-or-waited"),
  "under-parents": claimSql("under-parents"),
};

/** How many answers are due that no live change wants and of which nobody doubts anything; counts no further than `most`. */
export async function countDueBackfills(
  db: Pick<Db, "query">,
  { connection, object, most }: { connection: string; object: ObjectName; most: number },
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from work where state = 'answered' and connection = $1 and object = $2
         and not ${isLiveSql} and due_at <= now() and doubt = 0 and not ${isHeldSql("work")}
       limit $3
     ) as due`,
    [connection, object, most],
  );
  return row?.count ?? 0;
}

interface FlatRest {
  restKind: WriteRest["kind"];
  rests: number;
  doubt: number;
  restsSince: Date | null;
}
