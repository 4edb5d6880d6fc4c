/** A column that rows are ordered by. */
export interface KeyColumn {
  /** The column, or the expression that the index holds. */
  sql: string;
  /** Its type, for the text that a cursor carries. */
  type: "timestamptz" | "bigint" | "int" | "text";
}

/** A column of few values at the head of the index. */
export interface GroupColumn<Filter extends string> {
  sql: string;
  /** The filter that names a value of it. */
  filter: Filter;
}

/**
 * A list of rows of one table, in an order that one index serves together with each of its filters.
 *
 * The index holds the group columns, then the key. A page is merged from the pages of all groups, or of
 * those that the filters leave: each is read from its place in the index, and no further than the
 * page is long. Groups are found by stepping through the index, one row a group. So nothing that is
 * offered reads more than (groups x rows of a page), however many rows there are and whatever the
 * filters leave of them; a filter that no index serves cannot be named.
 */
export interface List<Row extends object, Filter extends string = never> {
  /** Goes into its cursors: one list's are not another's. */
  name: string;
  table: string;
  /** Which rows of the table it shows: the index's predicate, as the index has it. */
  where?: string;
  groups: readonly GroupColumn<Filter>[];
  /** Together they name one row. */
  key: readonly KeyColumn[];
  order: "ascending" | "descending";
  /** What finds the whole row from what the index holds; read only for the rows of a page. */
  primaryKey: readonly string[];
  /** The columns of a row, named as `Row` has them. `t` is the table. */
  columns: string;
  /** What is joined to `t` for them. */
  joins?: string;
  /** Makes a row of what was selected; as it is, when left out. */
  toRow?: (selected: Row) => Row;
}

/** Values of some of a list's filters. */
export type Filters<Filter extends string> = Readonly<Partial<Record<Filter, string>>>;

/** A condition of one reading beside the filters, which the same index serves. */
export interface Condition {
  /** With `?` wherever its value goes. */
  sql: string;
  value: string;
}
