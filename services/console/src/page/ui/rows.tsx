import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { EmptyState } from "./states.tsx";

interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand right-aligned below one another. */
  isNumber?: boolean;
  /** A short name, which stays in one line. */
  isName?: boolean;
  /** Sentences, which need room. */
  isText?: boolean;
  /** What can be ordered stays in sight while the rest scrolls. */
  isOrder?: boolean;
}

export interface RowsProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Below this it scrolls. */
  minWidth?: number;
  /** What is told where there are none. */
  empty: string;
  emptyHint?: string;
}

/** What scrolls can be scrolled by the keyboard. */
export const reachable = { viewportProps: { tabIndex: 0 }, offsetScrollbars: false };

/** A plain table of few rows. On a narrow screen each row is a list of names and values: nothing is cut. */
export function Rows<Row>(props: RowsProps<Row>): ReactNode {
  const { rows, keyOf, columns, minWidth = 560, empty, emptyHint } = props;
  if (rows.length === 0)
    return <EmptyState title={empty} {...(emptyHint !== undefined && { hint: emptyHint })} />;
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={reachable} className="folding">
      {/* What is laid out otherwise is a table by its roles alone. */}
      <Table role="table">
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th key={column.title} role="columnheader" className={headClass(column)}>
                {column.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)} role="row">
              {columns.map((column) => (
                <Table.Td
                  key={column.title}
                  role="cell"
                  data-title={column.title}
                  className={cellClass(column)}
                >
                  <div>{column.cell(row)}</div>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

type Kind = Pick<Column<never>, "isNumber" | "isName" | "isText" | "isOrder">;

function headClass({ isNumber, isOrder }: Kind): string {
  if (isOrder) return "in-sight";
  return isNumber ? "numbers" : "";
}

function cellClass({ isNumber, isName, isText, isOrder }: Kind): string {
  if (isOrder) return "in-sight";
  if (isName) return "nowrap";
  if (isText) return "breaks roomy";
  return isNumber ? "numbers" : "breaks";
}
