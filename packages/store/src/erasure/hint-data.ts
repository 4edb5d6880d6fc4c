import type { TableData } from "./table-data.ts";

const record = { by: "record" } as const;

/** The tables of records that are to be read or looked at, and of what tells so. */
export const hintData: Readonly<Record<string, TableData>> = {
  change_hint: {
    rows: record,
    personal: "record_id",
    other: "connection object kind hinted_at is_bulk told noted_at lease_until",
  },
  shown_activity: {
    rows: record,
    personal: "record_id activity_ids",
    other: "connection object kind",
  },
  output_hint: {
    rows: record,
    personal: "record_id outputs",
    other: "connection object seen_at",
  },
  ordered_read: {
    rows: record,
    personal: "record_id reason",
    other: "connection object ordered_at lease_until read_at",
  },
};
