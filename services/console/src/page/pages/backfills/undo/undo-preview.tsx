import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useMay } from "../../../app/session.tsx";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { useFieldLabels } from "../../../app/use-field-labels.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Confirm } from "../../../ui/confirm.tsx";
import { countText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { RecordLink } from "../../../ui/record-link.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { EmptyState, Loaded } from "../../../ui/states.tsx";
import { UndosOf } from "./undos-of.tsx";

const told = backfillTexts.undo;
const lookEveryMs = 4000;
type Preview = Reply<"undo.preview">;

interface UndoPreviewProps {
  /** A backfill, or an undo that is to be taken back. */
  run: string;
  connection: string;
  title?: string;
  /** It still writes, so that an undo is about more and more. */
  isLive?: boolean;
}

/** What an undo of a run would restore and what it would leave; then exactly that is done. */
export function UndoPreview(props: UndoPreviewProps): ReactNode {
  const { run, connection, title = told.title, isLive = false } = props;
  const mayOrder = useMay("backfills.order", connection);
  const filter = { run, connection };
  const preview = useApi(
    "undo.preview",
    { body: { filter } },
    { enabled: mayOrder, everyMs: () => isLive && lookEveryMs },
  );
  const { refetch } = preview;
  const wasLive = useRef(isLive);
  useEffect(() => {
    // Its last writes have come after the last look.
    if (wasLive.current && !isLive) void refetch();
    wasLive.current = isLive;
  }, [isLive, refetch]);
  if (!mayOrder)
    return (
      <Stack gap="md">
        <Section title={title} hint={told.hint}>
          <Text size="sm">{told.mayNot}</Text>
        </Section>
        <UndosOf run={run} connection={connection} />
      </Stack>
    );
  return (
    <Stack gap="md">
      <Section
        title={title}
        hint={told.hint}
        actions={
          <Button
            variant="default"
            loading={preview.isFetching}
            onClick={() => void preview.refetch()}
          >
            {told.again}
          </Button>
        }
      >
        <Loaded query={preview}>
          {(shown) => <Shown preview={shown} {...{ run, connection }} />}
        </Loaded>
      </Section>
      <UndosOf run={run} connection={connection} />
    </Stack>
  );
}

function Shown({ preview, run, connection }: UndoPreviewProps & { preview: Preview }): ReactNode {
  const { count, records, seen } = preview;
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const order = useOrder("undo.order", {
    done: told.ordered,
    onDone: ({ run: id }) =>
      void navigate({ to: "/undos/$id", params: { id }, search: { connection, of: run } }),
    onFailed: () => setAsked(false),
    changes: ["undo.preview", "undo.list"],
  });
  return (
    <Stack gap="md">
      {count === 0 ? (
        <EmptyState title={told.nothing} />
      ) : (
        <>
          <Text size="sm" fw={500}>
            {told.would(count, records)}
          </Text>
          <Samples preview={preview} />
          <Group>
            <Button size="sm" onClick={() => setAsked(true)}>
              {told.order(count)}
            </Button>
          </Group>
        </>
      )}
      <Left preview={preview} />
      {isAsked && (
        <Confirm
          title={told.order(count)}
          text={told.confirmText(count)}
          action={told.order(count)}
          isPending={order.isPending}
          close={() => setAsked(false)}
          onConfirm={() => order.mutate({ body: { filter: { run, connection }, seen } })}
        />
      )}
    </Stack>
  );
}

function Samples({ preview: { samples } }: { preview: Preview }): ReactNode {
  const labelOf = useFieldLabels();
  return (
    <Rows
      rows={samples}
      keyOf={({ ref, field }) => `${ref.connection} ${ref.object} ${ref.id} ${field}`}
      empty=""
      minWidth={640}
      columns={[
        {
          title: told.record,
          cell: ({ ref, title }) => <RecordLink record={ref} label={title ?? ref.id} />,
        },
        { title: told.field, cell: ({ field, ref }) => labelOf({ field, object: ref.object }) },
        { title: told.from, cell: ({ from }) => <Value value={from} /> },
        { title: told.to, cell: ({ to }) => <Value value={to} /> },
      ]}
    />
  );
}

function Value({ value }: { value: string | null }): ReactNode {
  return (
    value ?? (
      <Text component="span" size="sm" c="dimmed">
        {told.blank}
      </Text>
    )
  );
}

function Left({ preview: { left, leftSamples } }: { preview: Preview }): ReactNode {
  const labelOf = useFieldLabels();
  const whys = Object.keys(told.left) as (keyof typeof told.left)[];
  const rows = whys.flatMap((why) => {
    const count = left[why] ?? 0;
    const sample = leftSamples.find((one) => one.why === why);
    return count > 0 ? [{ why, count, sample }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h6" mb={4}>
        {told.leaves}
      </Title>
      <Rows
        rows={rows}
        keyOf={({ why }) => why}
        empty=""
        minWidth={420}
        columns={[
          { title: told.why, cell: ({ why }) => told.left[why] },
          { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
          {
            title: told.samples,
            cell: ({ sample }) =>
              sample && (
                <>
                  <RecordLink record={sample.ref} label={sample.title ?? sample.ref.id} isInText />
                  {`, ${labelOf({ field: sample.field, object: sample.ref.object })}`}
                </>
              ),
          },
        ]}
      />
    </div>
  );
}
