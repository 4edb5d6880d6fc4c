import { reasonSql } from "../reasons.ts";

interface Source {
  kind: string;
  /** When, and what distinguishes entries of one kind and moment. */
  at: string;
  id: string;
  /** Pairs of a name and what it is, as `jsonb_build_object` takes them. */
  what: string;
  from: string;
  /** Of the work or the order that it is of. */
  claimId?: string;
}

const ofRecord = (table: string) =>
  `(${table}.record_id, ${table}.connection, ${table}.object) = ($3, $1, $2)`;

/** In the order in which they follow one another where they are of one moment. */
const sources: readonly Source[] = [
  {
    kind: "changed",
    at: "r.changed_at",
    id: "''",
    what: "'vendorAt', r.vendor_at, 'deleted', r.deleted",
    from: `record as r where ${ofRecord("r")}`,
  },
  {
    kind: "wanted",
    at: "w.wanted_at",
    id: "w.id::text",
    what: "'generation', w.wanted_generation, 'wantedBy', w.wanted_by",
    from: "mine as w where true",
    claimId: "w.id",
  },
  {
    kind: "called",
    at: "c.started_at",
    id: "c.call_id || '/' || c.attempt",
    what: `'attempt', c.attempt, 'kind', c.kind, 'provider', c.provider, 'model', c.model, 'outcome', c.outcome,
      'costNanoUsd', c.cost_nano_usd::text, 'reservedNanoUsd', c.reserved_nano_usd::text,
      'sent', case when c.sent_fields is not null then jsonb_build_object(
        'fields', c.sent_fields, 'region', c.sent_region, 'policy', c.sent_policy) end,
      'passedOver', c.passed_over`,
    from: "mine as w join model_call as c on c.work_id = w.id where true",
    claimId: "w.id",
  },
  {
    kind: "answered",
    at: "w.answered_at",
    id: "w.id::text",
    what: `'answerId', a.id::text, 'provider', a.provider, 'model', a.model, 'promptVersion', a.prompt_version,
      'outputs', a.outputs, 'reused', w.reused`,
    from: `mine as w join answer as a on a.fingerprint = w.fingerprint and a.replaced_at is null
      where a.state = 'answered' and w.answered_at is not null`,
    claimId: "w.id",
  },
  {
    kind: "ordered",
    at: "o.ordered_at",
    id: "o.id::text",
    what: `'kind', o.kind, 'field', o.field, 'value', o.value, 'owner', o.owner, 'expectedValue', o.expected_value,
      'by', o.ordered_by, 'run', o.wanted_by[1]`,
    from: "placed as o where true",
    claimId: "o.id",
  },
  {
    kind: "sent",
    at: "i.opened_at",
    id: "i.id::text",
    what: "'field', i.field, 'before', i.before_value, 'after', i.after_value",
    from: `write_intent as i where ${ofRecord("i")}`,
    claimId: "i.work_id",
  },
  {
    kind: "replied",
    at: "i.settled_at",
    id: "i.id::text",
    what: `'field', i.field, 'state', i.state, 'reason', ${reasonSql("i")}`,
    from: `write_intent as i where ${ofRecord("i")} and i.settled_at is not null`,
    claimId: "i.work_id",
  },
  {
    kind: "decided",
    at: "d.decided_at",
    id: "d.id::text",
    what: `'generation', d.generation, 'field', d.field, 'decision', d.decision, 'reason', ${reasonSql("d")},
      'liveValue', d.live_value, 'answerValue', d.answer_value`,
    from: "claim join write_decision as d on d.work_id = claim.id where true",
    claimId: "claim.id",
  },
  {
    kind: "review-opened",
    at: "v.opened_at",
    id: "v.field || '/' || v.generation",
    what: `'field', v.field, 'value', v.value, 'reason', ${reasonSql("v")}`,
    from: `review as v where ${ofRecord("v")}`,
    claimId: "v.work_id",
  },
  {
    kind: "review-closed",
    at: "v.closed_at",
    id: "v.field || '/' || v.generation",
    what: "'field', v.field, 'closedAs', v.closed_as",
    from: `review as v where ${ofRecord("v")} and v.closed_at is not null`,
    claimId: "v.work_id",
  },
  {
    kind: "ended",
    at: "w.settled_at",
    id: "w.id::text",
    what: `'state', w.state, 'reason', ${reasonSql("w")}`,
    from: `mine as w where w.settled_at is not null
      and w.state in ('written', 'previewed', 'skipped', 'superseded', 'dead', 'review')`,
    claimId: "w.id",
  },
  {
    kind: "order-ended",
    at: "o.settled_at",
    id: "o.id::text",
    what: `'kind', o.kind, 'field', o.field, 'state', o.state, 'reason', ${reasonSql("o")},
      'ledger', case when o.ledger_owner is not null then jsonb_build_object(
        'owner', o.ledger_owner, 'value', o.ledger_value, 'pinned', o.ledger_pinned) end`,
    from: "placed as o where o.settled_at is not null",
    claimId: "o.id",
  },
  {
    kind: "owner-changed",
    at: "o.noticed_at",
    id: "o.id::text",
    what: "'field', o.field, 'from', o.from_owner, 'to', o.to_owner, 'value', o.value",
    from: `owner_change as o where ${ofRecord("o")}`,
  },
];

/** Connection, object and id of the record; time, rank and id of the entry that the last page ended with; how many. */
export const timelineSql = `
  with mine as (select * from work where ${ofRecord("work")}),
  placed as (select * from write_order where ${ofRecord("write_order")}),
  claim as (
    select id, enrichment, id as work_id, null::bigint as order_id from mine
    union all select id, enrichment, null, id from placed
  ),
  entry as (
    ${sources.map(entriesOf).join("\n    union all ")}
  )
  select entry.at, entry.kind, claim.work_id as "workId", claim.order_id as "orderId", claim.enrichment, entry.what,
    array[entry.at::text, entry.rank::text, entry.id] as "cursorKey"
  from entry left join claim on claim.id = entry.claim_id
  where $4::timestamptz is null or (entry.at, entry.rank, entry.id) < ($4::timestamptz, $5::int, $6::text)
  order by entry.at desc, entry.rank desc, entry.id desc
  limit $7`;

function entriesOf({ kind, at, id, what, from, claimId = "null::bigint" }: Source, rank: number) {
  return `select ${at} as at, ${rank} as rank, '${kind}' as kind, ${id} as id, ${claimId} as claim_id,
      jsonb_build_object(${what}) as what
    from ${from}`;
}
