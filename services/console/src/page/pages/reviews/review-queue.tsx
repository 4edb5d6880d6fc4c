import { Badge, Paper, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { type Review, reviewKey } from "./review-case.tsx";

interface ReviewQueueProps {
  rows: readonly Review[];
  current: Review;
  hasMore: boolean;
  onChoose: (row: Review) => void;
}

const aroundRows = 8;

/** What comes next: a few before and after the one that is looked at. */
export function ReviewQueue({ rows, current, hasMore, onChoose }: ReviewQueueProps): ReactNode {
  const labelOf = useFieldLabels();
  const place = rows.indexOf(current);
  const from = Math.max(0, place - aroundRows / 2);
  const shown = rows.slice(from, from + aroundRows);
  return (
    <Paper withBorder p="xs" component="nav" aria-label={texts.reviews.queue} className="wide-only">
      <Text size="xs" c="dimmed" px="xs" pb={4}>
        {texts.reviews.place(place + 1, rows.length, hasMore)}
      </Text>
      {shown.map((row) => (
        <UnstyledButton
          key={reviewKey(row)}
          className="queue-row"
          aria-current={row === current}
          onClick={() => onChoose(row)}
        >
          <Text size="sm" fw={row === current ? 700 : 400} className="one-line">
            {row.title ?? row.ref.id}
          </Text>
          <Text size="xs" c="dimmed" className="one-line">
            {labelOf({ field: row.field, object: row.ref.object })}
            {row.isOutdated && (
              <Badge size="xs" color="gray" ml={6}>
                {texts.reviews.outdated}
              </Badge>
            )}
          </Text>
        </UnstyledButton>
      ))}
    </Paper>
  );
}
