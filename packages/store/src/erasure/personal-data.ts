import { bookkeepingData } from "./bookkeeping-data.ts";
import { hintData } from "./hint-data.ts";
import { staffData } from "./staff-data.ts";
import type { TableData } from "./table-data.ts";

const record = { by: "record" } as const;
const none = { by: "none" } as const;

/**
 * Every column of every table: whether it may hold personal data. An erasure follows this list, and a
 * test fails on a column that is not in it.
 */
export const personalData: Readonly<Record<string, TableData>> = {
  record: {
    rows: record,
    personal: "record_id fields outputs content_hash parent_id",
    other: "connection object vendor_at deleted traceparent changed_at read_at direct_read_at",
  },
  company_key: {
    rows: record,
    personal: "record_id domain name_key facts",
    other: "connection object vendor_at read_at direct_read_at is_linked deleted",
  },
  shared_question: {
    rows: record,
    personal: "share_key fingerprint record_id",
    other: "connection object claimed_at",
  },
  company_link: {
    rows: { by: "pair" },
    personal: "record_id other_id evidence",
    staff: "ordered_by",
    other: `id connection object other_connection verdict reason_code decided_at ordered ordered_at state`,
  },
  work: {
    rows: record,
    personal:
      "record_id wanted_hash running_hash settled_hash fingerprint waits_for reason_detail stood",
    other: `id connection object enrichment state wanted_by wanted_generation running_generation superseded reused
      lane traceparent vendor_at wanted_at due_at dispatched_at claim_token lease_until failures answered_at
      announced_at settled_at died_under rest_kind rests doubt rests_since reason_code group_id definition_hash
      running_by class stopped_by`,
  },
  // Only a record's own budget is named by its record, and its scope by a hash of that.
  budget: {
    rows: { by: "key", column: "name" },
    personal: "name",
    other: "scope limit_nano_usd charged_nano_usd subject period starts_on",
  },
  budget_spec: {
    rows: { by: "key", column: "name" },
    personal: "name",
    staff: "set_by",
    other: "subject period limit_nano_usd source configured_nano_usd until",
  },
  answer: {
    rows: { by: "work", column: "work_id", mentions: "outputs", othersInherit: true },
    personal: "outputs turn fingerprint",
    other: `id state token lease_until enrichment prompt_version work_id provider model cost_nano_usd answered_at
      definition_hash replaced_at`,
  },
  field_ledger: {
    rows: record,
    personal: "record_id value before_value fingerprint withdrawn_fingerprint",
    other:
      "connection object field owner before_owner work_id generation settled_at answer_id pinned",
  },
  write_intent: {
    rows: record,
    personal: "record_id before_value after_value fingerprint reason_detail withdraws",
    other: `id connection object field before_owner work_id generation state opened_at settled_at attempts reason_code
      wanted_by answer_id after_owner`,
  },
  write_decision: {
    rows: { by: "work", column: "work_id" },
    personal: "live_value answer_value fingerprint reason_detail",
    other: "id work_id generation field decision traceparent decided_at reason_code wanted_by",
  },
  write_order: {
    rows: record,
    personal: "record_id value expected_value fingerprint reason_detail ledger_value",
    staff: "ordered_by",
    other: `id connection object enrichment field kind owner answer_id wanted_by state reason_code due_at claim_token
      lease_until failures rest_kind rests doubt rests_since traceparent ordered_at settled_at ledger_owner
      ledger_pinned stopped_by is_labelled undoes_from`,
  },
  review: {
    rows: record,
    personal: "record_id value live_value reason_detail",
    staff: "lease_holder",
    other: `work_id field generation connection object enrichment answer_id reason_code opened_at closed_at closed_as
      lease_until`,
  },
  labelled_case: {
    rows: record,
    personal: "record_id inputs expected answered inputs_hash",
    staff: "labelled_by",
    other: `id enrichment output field confidence definition_hash provider model source connection object
      labelled_at`,
  },
  owner_change: {
    rows: record,
    personal: "record_id value",
    other: "id connection object field from_owner to_owner noticed_at is_labelled",
  },
  capture: {
    rows: record,
    personal: "record_id request reply",
    other: `id call_id attempt purpose connection object enrichment definition_hash provider model outcome status
      captured_at`,
  },
  replay_member: {
    rows: record,
    personal: "record_id reason_before reason",
    other: "replay_id item_id connection object state sent_at ended_at",
  },
  log_dead_letter: {
    rows: { by: "key", column: "key" },
    personal: "key value reason_detail",
    other: "consumer_group topic partition log_offset traceparent failed_at id reason_code",
  },
  // Bounded by the log's retention, as Kafka's topics are: the receipt says until when.
  log_event: {
    rows: none,
    personal: "key value",
    other: "topic partition log_offset traceparent published_at",
  },
  audit_value: {
    rows: { by: "mention", column: "value", keyColumn: "record_key" },
    personal: "record_key value",
    other: "audit_id side",
  },
  // A subject may name a record by its id; it goes with the entry, when that is past its retention.
  audit: {
    rows: none,
    staff: "actor_id actor_name came_from",
    other: "id at actor_kind order_name subject",
  },
  replay: {
    rows: none,
    staff: "ordered_by",
    other: `id kind cause state try_first per_minute goes_on judged_after failed_before ordered_at next_at ended_at
      passes_pauses`,
  },
  backfill_record: {
    rows: record,
    personal: "record_id",
    other: `backfill_id ordinal step connection object state work_id generation outcome reason_code spent_nano_usd
      held_nano_usd sent_at ended_at in_flight_at_stop answered_as`,
  },
  backfill: {
    rows: { by: "filter", column: "filter" },
    personal: "filter",
    staff: "ordered_by approved_by",
    other: `id enrichment definition_hash connection object state step passed_step rest_minutes max_nano_usd
      stopped_by created_at started_at rest_until next_at ended_at sheet_hash band gates judged
      answered rejected spent_nano_usd`,
  },
  backfill_sheet: {
    rows: none,
    staff: "made_by",
    other: "backfill_id hash figures basis made_at valid_until",
  },
  model_terms: { rows: none, other: "model terms confirmed_at" },
  asked_route: { rows: none, other: "enrichment models confirmed_at" },
  write_window: { rows: none, other: "connection day within_ms batches" },
  connection_terms: {
    rows: none,
    other: `connection max_write_batch quota_used quota_limit quota_floor_percent seen_at writes jobs_from limits told_limits
      told_at write_calls`,
  },
  ordered_ask: {
    rows: { by: "record", mentions: "inputs" },
    personal: "record_id prompt partial answer problem inputs expected",
    staff: "ordered_by",
    other: `id purpose backfill_id connection object enrichment definition_hash model ordered_at state watched_until
      is_stopped claim_token lease_until revision usage ended_at expires_at evaluation_id case_number record_options
      options_lease_until`,
  },
  evaluation: {
    rows: none,
    staff: "ordered_by",
    other:
      "id enrichment definition_hash content uses_known models compared_with cases_hash ordered_at expires_at",
  },
  // Its token holds the id of the last record of a page; it is gone when the read ends.
  source_read: {
    rows: { by: "filter", column: "filter" },
    personal: "filter",
    staff: "ordered_by",
    other: `id connection object ordered_at state count token pages records lease_until settling_since reason ended_at
      counts_only job`,
  },
  saved_view: {
    rows: { by: "search", column: "search" },
    personal: "name search",
    staff: "owner owner_name",
    other: "id is_shared saved_at",
  },
  // Of a record, its key; who holds it stays in the audit.
  hold: {
    rows: { by: "key", column: "target" },
    personal: "target",
    staff: "held_by why",
    other: "scope action since epoch spares",
  },
  definition: {
    rows: none,
    staff: "released_by",
    other: "name hash content is_current released_at",
  },
  // Cleared once the erasure is complete.
  erasure: {
    rows: none,
    staff: "ordered_by",
    other: "id ordered_at deleted exported_cases log_until again again_at",
  },
  // For a day.
  order_key: {
    rows: { by: "mention", column: "reply" },
    personal: "reply",
    other: "key_hash request_hash begun_at ended_at",
  },
  suppression: { rows: none, other: "id hash since" },
  suppression_key: { rows: none, other: "key" },
  ...staffData,
  ...bookkeepingData,
  ...hintData,
};

/** Of one table, or of one kind of column of it. Pure. */
export function columnsIn(text: string | undefined): string[] {
  return text?.split(/\s+/).filter((one) => one !== "") ?? [];
}
