import type { AnsweredOutputs, Reason, RecordRef, WorkState } from "@fieldwork/contracts";
import type { FieldOwner } from "../ledger.ts";
import { reasonSql } from "../reasons.ts";
import type { Reader } from "./reader.ts";

/** What Fieldwork knows of the fields that it writes to one record. */
export interface RecordState {
  /** When the newest read of it began. */
  readAt: string;
  ledger: StateLedger[];
  work: StateWork[];
}

export interface StateLedger {
  field: string;
  owner: FieldOwner;
  value: string | null;
  pinned: boolean;
  recordedAt: string;
  /** As the answer that was written last has them. */
  outputs: AnsweredOutputs | null;
}

export interface StateWork {
  workId: string;
  enrichment: string;
  state: WorkState;
  reason: Reason | null;
  outputs: AnsweredOutputs | null;
  /** Of its fields those whose answer waits for a person. */
  reviews: { field: string; generation: number; reason: Reason }[];
}

/** Of each of these records, in their order. One statement for all of them. */
export async function findRecordStates(
  reader: Pick<Reader, "query">,
  refs: readonly RecordRef[],
): Promise<RecordState[]> {
  if (refs.length === 0) return [];
  return reader.query<RecordState>(statesSql, [
    refs.map(({ connection }) => connection),
    refs.map(({ object }) => object),
    refs.map(({ id }) => id),
  ]);
}

const isOf = (table: string) =>
  `(${table}.connection, ${table}.object, ${table}.record_id) = (asked.connection, asked.object, asked.id)`;

const statesSql = `
  select r.read_at as "readAt",
    coalesce((select jsonb_agg(jsonb_build_object('field', l.field, 'owner', l.owner, 'value', l.value,
       'pinned', l.pinned, 'recordedAt', l.settled_at, 'outputs', a.outputs) order by l.field)
     from field_ledger as l left join answer as a on a.id = l.answer_id where ${isOf("l")}), '[]') as ledger,
    coalesce((select jsonb_agg(jsonb_build_object('workId', w.id::text, 'enrichment', w.enrichment,
       'state', w.state, 'reason', ${reasonSql("w")}, 'outputs', a.outputs,
       'reviews', coalesce((select jsonb_agg(jsonb_build_object('field', v.field, 'generation', v.generation,
          'reason', ${reasonSql("v")})) from review v where v.work_id = w.id and v.closed_at is null), '[]'))
       order by w.enrichment)
     from work as w left join answer as a
       on a.fingerprint = w.fingerprint and a.replaced_at is null and a.state = 'answered'
     where ${isOf("w")}), '[]') as work
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (connection, object, id, place)
  left join record as r on ${isOf("r")}
  order by place`;
