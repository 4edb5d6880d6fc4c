/** How the rows about one record are found. */
export type RowsOf =
  /**
   * By the columns connection, object and record_id; a row that has no record, by a column that mentions
   * the person.
   */
  | { by: "record"; mentions?: string }
  /** By either of two records: the columns connection, object and record_id, or other_connection and other_id. */
  | { by: "pair" }
  /**
   * By the id of its work, or of an order for one of its fields; without one, by what mentions the person. Where
   * others inherit, a row whose fingerprint another record's work has is that record's.
   */
  | { by: "work"; column: string; mentions?: string; othersInherit?: true }
  /** By its key (connection/object/id) in a column of text. */
  | { by: "key"; column: string }
  /** By its key within the JSON of a column, or in a column of its own. */
  | { by: "mention"; column: string; keyColumn?: string }
  /** They stay, and what tells of the person in a column that holds a backfill's filter is blanked. */
  | { by: "filter"; column: string }
  /** By a name or a search, in a column of its own, that tells of the person. */
  | { by: "search"; column: string }
  /** They stay: no column is personal, or something else bounds how long they do. */
  | { by: "none" };

export interface TableData {
  rows: RowsOf;
  /** What may tell of a person whom a CRM knows: an erasure deletes the rows that hold it, or blanks it. */
  personal?: string;
  /** What tells of people who work with Fieldwork. */
  staff?: string;
  /** What tells of nobody, or refers to somebody by an id that leads nowhere once the personal rows are gone. */
  other: string;
}
