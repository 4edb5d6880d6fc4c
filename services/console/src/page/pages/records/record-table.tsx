import { Badge, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { texts } from "../../texts.ts";
import { FieldCell } from "../../ui/field-cell.tsx";
import { Time } from "../../ui/time.tsx";
import type { RecordSearch } from "./record-search.ts";
import type { RecordRow } from "./use-records.ts";

interface RecordTableProps {
  rows: readonly RecordRow[];
  search: RecordSearch;
  /** The rows are of another filter, whose answer is on its way. */
  isPlaceholderData: boolean;
  /** The last rows are in sight. */
  onEnd: () => void;
}

const rowPx = 58;
const aheadRows = 30;
const columnPx = 200;

/** Only the rows in sight are there, however many there are. */
export function RecordTable(props: RecordTableProps): ReactNode {
  const { rows, search, isPlaceholderData, onEnd } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    setOffset((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    ...{ count: rows.length, estimateSize: () => rowPx },
    ...{ overscan: 12, scrollMargin: offset },
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - aheadRows) onEnd();
  }, [last, rows.length, onEnd]);
  const before = (shown[0]?.start ?? offset) - offset;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? offset) + offset;
  const columns = rows[0]?.enriched ?? [];
  return (
    <Table.ScrollContainer minWidth={360 + columns.length * columnPx}>
      <Table
        layout="fixed"
        aria-rowcount={rows.length + 1}
        aria-busy={isPlaceholderData}
        opacity={isPlaceholderData ? 0.6 : 1}
      >
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            <Table.Th className="record-column">{texts.records.record}</Table.Th>
            {columns.map(({ field, label }) => (
              <Table.Th key={field}>{label}</Table.Th>
            ))}
            <Table.Th w={120}>{texts.records.changed}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body}>
          <Spacer height={before} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return row && <Row key={keyOf(row)} {...{ row, search, index }} />;
          })}
          <Spacer height={after} />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Spacer({ height }: { height: number }): ReactNode {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

interface RowProps {
  row: RecordRow;
  search: RecordSearch;
  index: number;
}

/** Scrolling draws the table anew many times a second: a row that was there stays as it is, and one is few elements. */
const Row = memo(function Row({ row, search, index }: RowProps): ReactNode {
  const { ref, title, deleted, enriched, changedAt } = row;
  return (
    <tr className="record-row" aria-rowindex={index + 2}>
      <td>
        <Link
          to="/records/$connection/$object/$id"
          params={ref}
          search={search}
          className="one-line record-link"
        >
          {title ?? ref.id}
        </Link>
        <span className="one-line aside">
          {ref.connection}
          {deleted && (
            <Badge size="xs" color="gray" ml={6}>
              {texts.records.deleted}
            </Badge>
          )}
        </span>
      </td>
      {enriched.map((view) => (
        <td key={view.field}>
          <FieldCell {...view} />
        </td>
      ))}
      <td className="aside">
        <Time at={changedAt} />
      </td>
    </tr>
  );
});

function keyOf({ ref }: RecordRow): string {
  return `${ref.connection}/${ref.object}/${ref.id}`;
}
