import type { TableData } from "./table-data.ts";

const none = { by: "none" } as const;

/** The tables that tell of no person whom a CRM knows: money, models, lanes, positions and the like. */
export const bookkeepingData: Readonly<Record<string, TableData>> = {
  // What calls cost and used, and the names of the fields that left; never what they said.
  model_call: {
    rows: none,
    other: `call_id attempt work_id kind provider model scopes reserved_nano_usd cost_nano_usd outcome usage started_at
      settled_at purpose released_at wanted_by sent_fields sent_region sent_policy passed_over`,
  },
  // By ids, and by signatures: the shape of a message without its values.
  write_brake: {
    rows: none,
    other: `connection object enrichment written_at setbacks signature tries next_try_at try_work_id group_id reason_code
      reason_detail`,
  },
  model_suspect: {
    rows: none,
    other: "provider model signature work_id first_at last_at counted pending",
  },
  model_check: {
    rows: none,
    other: "key provider model enrichment verdict checked_at reason_code reason_detail",
  },
  sharing_member: {
    rows: none,
    other: "connection sharing_group joined_at keyed_at keyed_id is_keyed",
  },
  answer_saving: { rows: none, other: "day enrichment answers saved_nano_usd shared not_held" },
  model_pulse: { rows: none, other: "provider model holder answered_at" },
  lane: {
    rows: none,
    other: `name closed_until closed_at reason_code needs_check model enrichment rests check_token check_lease_until
      reason_detail`,
  },
  log_lag: { rows: none, other: "topic read_by behind seen_at" },
  connection_cursor: { rows: none, other: "connection object cursor saved_at" },
  connection_login: { rows: none, other: "connection generation sealed kept_at turn turn_until" },
  stream_position: { rows: none, other: "connection object position saved_at" },
  connection_rest: { rows: none, other: "connection until reason message told_to told_at" },
  reconciliation: {
    rows: none,
    staff: "ordered_by",
    other: `id connection object sample ordered_at ends_are_confirmed state step after_id token crm_count crm_count_is
      known_count looked_at in_flight missing stale ended repaired lease_until reason checked_at gap`,
  },
  // Findings are about scopes and fields, never about a record.
  connection_test: {
    rows: none,
    staff: "ordered_by",
    other: "connection ordered_at lease_until findings ended_at",
  },
  // Names of what an administrator has set up, never of a record.
  automation_reading: {
    rows: none,
    other: "connection object ordered_at lease_until read_at found problem",
  },
  history_check: { rows: none, other: "connection checked_id" },
  // The ids of accounts, for as long as a batch is written under them.
  parent_lease: { rows: none, other: "connection parent_id token lease_until" },
  budget_slice: { rows: none, other: "holder scope held_nano_usd lease_until" },
  vendor_bill: {
    rows: none,
    staff: "reconciled_by",
    other:
      "provider day model billed_nano_usd charged_nano_usd held_nano_usd calls verdict reconciled_at",
  },
  hold_epoch: { rows: none, other: "epoch" },
  route_order: { rows: none, other: "enrichment models told_at" },
  role_lease: { rows: none, other: "role holder lease_until" },
  described_object: {
    rows: none,
    other: "connection object begun_at fields described_at record_page",
  },
  record_filter: { rows: none, other: "object source name index_name" },
  log_partition: { rows: none, other: "topic partition next_offset" },
  log_position: {
    rows: none,
    other: "consumer_group topic partition next_offset owner generation lease_until",
  },
  log_member: { rows: none, other: "consumer_group topic member lease_until" },
  migration: { rows: none, other: "set name applied_at" },
};
