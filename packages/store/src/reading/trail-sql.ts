import { heldDetailSql, isHeldSql } from "../holds/hold-sql.ts";
import { reasonSql } from "../reasons.ts";

/** Orders that were placed for a work's fields. */
const isForWork =
  "(o.record_id, o.connection, o.object, o.enrichment) = (w.record_id, w.connection, w.object, w.enrichment)";
/** A work's own, and theirs. */
const claimIds = `array(select w.id union all select o.id from write_order o where ${isForWork})`;

/** What becomes a `TrailWork` each: all work of the record of $1, $2 and $3, with what hangs on it. */
export const trailWorkSql = () => `
  select w.id as "workId", w.enrichment, w.state, ${reasonSql("w")} as reason, w.wanted_generation as "wantedGeneration",
    w.running_generation as "runningGeneration", w.wanted_hash as "inputHash", w.fingerprint, w.reused,
    w.failures, w.lane, l.closed_until as "laneClosedUntil",
    case when ${isHeldSql("w")} then ${heldDetailSql("w")}->'hold' end as hold, w.wanted_at as "wantedAt",
    case when isfinite(w.due_at) then w.due_at end as "dueAt",
    w.settled_at as "finishedAt", w.traceparent,
    (select jsonb_build_object('id', a.id::text, 'promptVersion', a.prompt_version, 'definitionHash', a.definition_hash, 'provider', a.provider, 'model', a.model,
       'outputs', a.outputs, 'costNanoUsd', a.cost_nano_usd::text, 'answeredAt', a.answered_at,
       'paidByWorkId', a.work_id::text)
     from answer a where a.fingerprint = w.fingerprint and a.replaced_at is null and a.state = 'answered') as answer,
    coalesce((select jsonb_agg(jsonb_build_object('purpose', c.purpose, 'attempt', c.attempt, 'kind', c.kind, 'provider', c.provider,
       'model', c.model, 'outcome', c.outcome, 'isReleased', c.released_at is not null,
       'sent', case when c.sent_fields is not null then jsonb_build_object('fields', c.sent_fields,
         'region', c.sent_region, 'policy', c.sent_policy) end, 'passedOver', c.passed_over,
       'reservedNanoUsd', c.reserved_nano_usd::text,
       'costNanoUsd', c.cost_nano_usd::text, 'startedAt', c.started_at) order by c.started_at, c.attempt)
     from model_call c where c.work_id = w.id), '[]') as calls,
    coalesce((select jsonb_agg(jsonb_build_object('id', o.id::text, 'kind', o.kind, 'field', o.field, 'value', o.value,
       'by', o.ordered_by, 'run', o.wanted_by[1], 'state', o.state, 'reason', ${reasonSql("o")},
       'orderedAt', o.ordered_at, 'finishedAt', o.settled_at) order by o.ordered_at, o.id)
     from write_order o where ${isForWork}), '[]') as orders,
    coalesce((select jsonb_agg(jsonb_build_object('generation', d.generation, 'field', d.field,
       'decision', d.decision, 'reason', ${reasonSql("d")}, 'liveValue', d.live_value, 'answerValue', d.answer_value,
       'decidedAt', d.decided_at) order by d.id)
     from write_decision d where d.work_id = any(${claimIds})), '[]') as decisions,
    coalesce((select jsonb_agg(jsonb_build_object('field', v.field, 'generation', v.generation,
       'reason', ${reasonSql("v")}, 'openedAt', v.opened_at) order by v.opened_at, v.field)
     from review v where v.work_id = w.id and v.closed_at is null), '[]') as reviews,
    coalesce((select jsonb_agg(jsonb_build_object('field', i.field, 'state', i.state,
       'beforeValue', i.before_value, 'afterValue', i.after_value, 'reason', ${reasonSql("i")},
       'openedAt', i.opened_at, 'closedAt', i.settled_at) order by i.id)
     from write_intent i
     where (i.record_id, i.connection, i.object) = (w.record_id, w.connection, w.object)
       and i.work_id = any(${claimIds})), '[]') as intents
  from work w left join lane l on l.name = w.lane and (l.closed_until > now() or l.needs_check)
  where w.connection = $1 and w.object = $2 and w.record_id = $3
  order by w.enrichment`;
