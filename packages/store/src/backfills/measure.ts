import type { AnsweredOutputs } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

/** What an enrichment reads and writes, as far as its records are counted by it. */
export interface MeasuredBy {
  enrichment: string;
  promptVersion: string;
  /** Of those of which `any` is required, one is enough. */
  inputs: readonly { field: string; required: boolean | "any"; maxChars: number }[];
  /** The fields that it writes, with the name of their output. */
  outputs: readonly { name: string; field: string }[];
}

/** All records of a backfill together, as they were last read. */
export interface MeasuredRecords {
  matched: number;
  /** Deleted or forgotten since. */
  gone: number;
  /** A required input is blank: there is nothing to ask. */
  unaskable: number;
  /** Of the others, those whose inputs were answered under the same question: these cost nothing. */
  known: number;
  /** Of what is asked and not known: the fields as the prompt cuts them, in bytes. */
  inputBytes: number;
  oldestReadAt: Date | null;
  medianReadAt: Date | null;
}

const memberSql = `select member.connection, member.object, member.record_id, record.fields, record.outputs,
    record.read_at, record.record_id is null or record.deleted as is_gone,
    exists (select from jsonb_array_elements($2::jsonb) as needed (one_of)
      where not exists (select from jsonb_array_elements_text(one_of) as given (field)
        where coalesce(btrim(record.fields->>given.field), '') <> '')) as is_unaskable,
    known.outputs as known_outputs
  from backfill_record as member
  left join record using (connection, object, record_id)
  left join lateral (
    select answer.outputs from work join answer on answer.fingerprint = work.fingerprint and replaced_at is null
    where (work.connection, work.object, work.record_id, work.enrichment)
        = (member.connection, member.object, member.record_id, $3)
      and work.settled_hash = work.wanted_hash and answer.state = 'answered' and answer.prompt_version = $4
    limit 1
  ) as known on true
  where backfill_id = $1`;

function memberValues(id: string, { enrichment, promptVersion, inputs }: MeasuredBy): unknown[] {
  const needed = inputs.filter(({ required }) => required === true).map(({ field }) => [field]);
  const anyOf = inputs.filter(({ required }) => required === "any").map(({ field }) => field);
  const groups = anyOf.length > 0 ? [...needed, anyOf] : needed;
  return [id, JSON.stringify(groups), enrichment, promptVersion];
}

function bytesSql(fields: string, maxChars: string): string {
  return `(select coalesce(sum(octet_length(left(fields->>input.field, input.max_chars))), 0)
    from unnest(${fields}::text[], ${maxChars}::int[]) as input (field, max_chars))`;
}

function inputValues({ inputs }: MeasuredBy): unknown[] {
  return [inputs.map(({ field }) => field), inputs.map(({ maxChars }) => maxChars)];
}

export async function measureRecords(
  db: Pick<Db, "query">,
  id: string,
  by: MeasuredBy,
): Promise<MeasuredRecords> {
  const [row] = await db.query<MeasuredRecords>(
    `with member as (${memberSql})
     select count(*)::int as matched,
       (count(*) filter (where is_gone))::int as gone,
       (count(*) filter (where not is_gone and is_unaskable))::int as unaskable,
       (count(*) filter (where not is_gone and not is_unaskable and known_outputs is not null))::int as known,
       coalesce(sum(${bytesSql("$5", "$6")}) filter (where not is_gone and not is_unaskable and known_outputs is null), 0)::float8
         as "inputBytes",
       min(read_at) filter (where not is_gone) as "oldestReadAt",
       percentile_disc(0.5) within group (order by read_at) filter (where not is_gone) as "medianReadAt"
     from member`,
    [...memberValues(id, by), ...inputValues(by)],
  );
  if (row === undefined) throw new Error("a count without a row");
  return row;
}

/** The values of one field over all records that can be asked, by whose they are. */
export interface MeasuredField {
  field: string;
  /** Nobody's: it can be filled. */
  blank: number;
  ours: number;
  /** Of ours and of the blank ones, those with an answer that is known already. */
  oursKnown: number;
  oursKnownOther: number;
  blankKnown: number;
  blankKnownValue: number;
  persons: number;
  /** A blank that a person made. */
  cleared: number;
  pinned: number;
  /** The CRM does not show it to us. */
  hidden: number;
}

/** Whose a value is, by the ledger and the value that was read last: see the writer's `findOwner`. */
const ownerSql = `case
    when ledger.pinned then 'pinned'
    when not member.outputs ? asked.field then 'hidden'
    when coalesce(member.outputs->>asked.field, '') = '' then case
      when ledger.owner is null then 'blank'
      when ledger.owner <> 'fieldwork' or ledger.value is not null then 'cleared' else 'blank' end
    when ledger.owner = 'fieldwork' and ledger.value = member.outputs->>asked.field then 'ours'
    else 'persons' end`;

export async function measureFields(
  db: Pick<Db, "query">,
  id: string,
  by: MeasuredBy,
): Promise<MeasuredField[]> {
  const kinds = ["blank", "ours", "persons", "cleared", "pinned", "hidden"];
  const counts = kinds.map((kind) => `(count(*) filter (where owner = '${kind}'))::int as ${kind}`);
  return db.query(
    `with member as materialized (${memberSql}), valued as (
       select asked.field, asked.place, ${ownerSql} as owner, member.outputs->>asked.field as value,
         known_outputs is not null as is_known, known_outputs->asked.name->>'value' as known_value
       from member cross join unnest($5::text[], $6::text[]) with ordinality as asked (name, field, place)
       left join field_ledger as ledger
         on (ledger.connection, ledger.object, ledger.record_id, ledger.field)
           = (member.connection, member.object, member.record_id, asked.field)
       where not is_gone and not is_unaskable
     )
     select field, ${counts.join(", ")},
       (count(*) filter (where owner = 'ours' and is_known))::int as "oursKnown",
       (count(*) filter (where owner = 'ours' and is_known and known_value <> value))::int as "oursKnownOther",
       (count(*) filter (where owner = 'blank' and is_known))::int as "blankKnown",
       (count(*) filter (where owner = 'blank' and is_known and known_value is not null))::int as "blankKnownValue"
     from valued group by field, place order by place`,
    [
      ...memberValues(id, by),
      by.outputs.map(({ name }) => name),
      by.outputs.map(({ field }) => field),
    ],
  );
}

/** A question that was asked and answered, with the record that it was about. */
export interface AskedBefore {
  outputs: AnsweredOutputs;
  inputTokens: number;
  outputTokens: number;
  /** The record's fields as the prompt cuts them. */
  inputBytes: number;
}

// Of an enrichment that was not asked lately, the last answers are not looked for among all.
const recent = 20_000;

// Of a line that had little to do, no minute says how fast it can be.
const busyMinute = 10;

/**
 * The last answers under the same question, all attempts of each call together; and how many there were in the
 * busiest minute of the last hour, 0 if none was busy.
 */
export async function findAskedBefore(
  db: Pick<Db, "query">,
  by: MeasuredBy,
  limit: number,
): Promise<{ calls: AskedBefore[]; perMinute: number }> {
  const last = `select * from (select * from answer order by id desc limit ${recent}) as last
    where state = 'answered' and enrichment = $1`;
  const calls = await db.query<AskedBefore>(
    `select asked.outputs, called."inputTokens", called."outputTokens", ${bytesSql("$4", "$5")}::float8 as "inputBytes"
     from (${last} and prompt_version = $2 order by id desc limit $3) as asked
     join work on work.id = asked.work_id
     join record using (connection, object, record_id)
     cross join lateral (
       select sum((usage->>'inputTokens')::float8) as "inputTokens",
         sum((usage->>'outputTokens')::float8) as "outputTokens"
       from model_call
       where model_call.work_id = work.id and purpose = 'work' and started_at <= asked.answered_at
       group by call_id order by max(started_at) desc limit 1
     ) as called
     where called."outputTokens" is not null`,
    [by.enrichment, by.promptVersion, limit, ...inputValues(by)],
  );
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (${last} and answered_at > now() - interval '1 hour') as lately
     group by date_trunc('minute', answered_at) having count(*) >= ${busyMinute} order by 1 desc limit 1`,
    [by.enrichment],
  );
  return { calls, perMinute: row?.count ?? 0 };
}

/** The same of the records of a backfill's sample that were answered. */
export async function findSampled(
  db: Pick<Db, "query">,
  by: MeasuredBy,
  backfillId: string,
): Promise<AskedBefore[]> {
  return db.query<AskedBefore>(
    `select answer->'outputs' as outputs, (usage->>'inputTokens')::float8 as "inputTokens",
       (usage->>'outputTokens')::float8 as "outputTokens", ${bytesSql("$2", "$3")}::float8 as "inputBytes"
     from ordered_ask join record using (connection, object, record_id)
     where backfill_id = $1 and state = 'answered' and usage is not null`,
    [backfillId, ...inputValues(by)],
  );
}
