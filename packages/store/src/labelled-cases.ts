import type { FieldValues, RecordRef } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** A value of ours that a person corrected: by an order, or in the CRM. */
export interface Correction {
  source: "review" | "crm";
  ref: RecordRef;
  field: string;
  /** Null: a person made it blank. */
  value: string | null;
  by: string | null;
  at: Date;
  /** The answer that was corrected; null if there was none, or it is no longer kept. */
  answer: CorrectedAnswer | null;
  /** The record's fields now. */
  fields: FieldValues;
}

export interface CorrectedAnswer {
  enrichment: string;
  definitionHash: string | null;
  provider: string | null;
  model: string | null;
  outputs: Readonly<Record<string, { value: string | null; confidence: number }>> | null;
  /** Of the inputs that it answers; null if the record has been asked something else since. */
  inputHash: string | null;
}

const correctionSql = (source: string, answerId: string, of: string) => `
  select '${source}' as source, c.field, c.value, c.by, c.at,
    jsonb_build_object('connection', c.connection, 'object', c.object, 'id', c.record_id) as ref,
    coalesce(record.fields, '{}') as fields,
    case when answer.id is not null then jsonb_build_object('enrichment', answer.enrichment,
      'definitionHash', answer.definition_hash, 'provider', answer.provider, 'model', answer.model,
      'outputs', answer.outputs, 'inputHash', work.running_hash) end as answer
  from ${of} as c
  left join lateral (${answerId}) as told on true
  left join answer on answer.id = told.answer_id
  left join record on (record.record_id, record.connection, record.object) = (c.record_id, c.connection, c.object)
  left join work on (work.record_id, work.connection, work.object, work.enrichment)
    = (c.record_id, c.connection, c.object, answer.enrichment) and work.fingerprint = answer.fingerprint`;

/** The answer that was last written to the field before. */
const writtenAnswer = `select answer_id from write_intent as i
  where (i.record_id, i.connection, i.object, i.field) = (c.record_id, c.connection, c.object, c.field)
    and i.state = 'settled' and i.answer_id is not null and i.opened_at <= c.at order by i.id desc limit 1`;

/**
 * Corrections that nobody has looked at yet, the oldest first. Whoever takes them looks at each in the
 * same transaction, and they are not given again.
 */
export async function takeCorrections(tx: Db, limit: number): Promise<Correction[]> {
  const orders = await tx.query<Correction>(
    `with taken as (
       update write_order set is_labelled = true where id = any(array(
         select id from write_order where kind = 'correct' and state = 'done' and not is_labelled
         order by id limit $1 for update skip locked))
       returning connection, object, record_id, field, value, ordered_by as by, ordered_at as at, answer_id
     )
     ${correctionSql("review", `select coalesce(c.answer_id, (${writtenAnswer})) as answer_id`, "taken")}`,
    [limit],
  );
  const edits = await tx.query<Correction>(
    `with taken as (
       update owner_change set is_labelled = true where id = any(array(
         select id from owner_change where from_owner = 'fieldwork' and not is_labelled
         order by id limit $1 for update skip locked))
       returning connection, object, record_id, field, value, null::text as by, noticed_at as at
     )
     ${correctionSql("crm", writtenAnswer, "taken")}`,
    [limit],
  );
  return [...orders, ...edits];
}

export interface LabelledCaseRow {
  enrichment: string;
  output: string;
  field: string;
  /** Masked. */
  inputs: Readonly<Record<string, string>>;
  expected: string;
  answered: string | null;
  confidence: number | null;
  definitionHash: string | null;
  provider: string | null;
  model: string | null;
  source: "review" | "crm";
  ref: RecordRef;
  labelledBy: string | null;
  labelledAt: Date;
  inputsHash: string;
}

/** Keeps cases; of those of one output with the same inputs the newest. */
export async function keepCases(tx: Db, cases: readonly LabelledCaseRow[]): Promise<void> {
  const newest = new Map(
    cases
      .toSorted((one, other) => one.labelledAt.getTime() - other.labelledAt.getTime())
      .map((one) => [`${one.enrichment}/${one.output}/${one.inputsHash}`, one]),
  );
  await tx.query(
    `insert into labelled_case (enrichment, output, field, inputs, expected, answered, confidence,
       definition_hash, provider, model, source, connection, object, record_id, labelled_by, labelled_at, inputs_hash)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::real[],
       $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
       $16::timestamptz[], $17::text[])
     on conflict (enrichment, output, inputs_hash) do update set expected = excluded.expected,
       answered = excluded.answered, confidence = excluded.confidence, definition_hash = excluded.definition_hash,
       provider = excluded.provider, model = excluded.model, source = excluded.source,
       connection = excluded.connection, object = excluded.object, record_id = excluded.record_id,
       labelled_by = excluded.labelled_by, labelled_at = excluded.labelled_at
     where labelled_case.labelled_at <= excluded.labelled_at`,
    columns(
      [...newest.values()].map(({ ref, ...one }) => ({
        ...{ ...one, ...ref, inputs: storableJson(one.inputs) },
      })),
      [
        ...(["enrichment", "output", "field", "inputs", "expected", "answered"] as const),
        ...(["confidence", "definitionHash", "provider", "model", "source"] as const),
        ...(["connection", "object", "id", "labelledBy", "labelledAt", "inputsHash"] as const),
      ],
    ),
  );
}

/** The cases of an enrichment, the oldest first, from a place on. */
export async function listCases(
  db: Pick<Db, "query">,
  enrichment: string,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<(Pick<LabelledCaseRow, "output" | "inputs" | "expected" | "ref"> & { id: string })[]> {
  return db.query(
    `select id, output, inputs, expected,
       jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref
     from labelled_case where enrichment = $1 and id > $2 order by id limit $3`,
    [enrichment, afterId, limit],
  );
}
