import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { CorrectDialog } from "./correct-dialog.tsx";
import { type FieldDetail, type RecordParams, refOf } from "./record-params.ts";
import { UndoDialog } from "./undo-dialog.tsx";
import { useDecide } from "./use-decide.ts";

const told = texts.record.actions;
const changes = ["records.fields", "records.timeline"] as const;

interface FieldActionsProps {
  record: RecordParams;
  view: FieldDetail;
}

/** What one can do about a field as it stands. */
export function FieldActions({ record, view }: FieldActionsProps): ReactNode {
  const [open, setOpen] = useState<"correct" | "undo" | undefined>();
  const mayDecide = useMay("reviews.decide", record.connection);
  const mayUndo = useMay("backfills.order", record.connection);
  const close = () => setOpen(undefined);
  return (
    <Group gap={6}>
      {mayDecide && view.review !== null && <Decisions review={view.review} />}
      {mayDecide && (
        <Button variant="default" onClick={() => setOpen("correct")}>
          {told.correct}
        </Button>
      )}
      {mayDecide && <PinButton record={record} view={view} />}
      {mayUndo && view.owner === "fieldwork" && (
        <Button variant="default" onClick={() => setOpen("undo")}>
          {told.undo}
        </Button>
      )}
      <RunAgain record={record} view={view} />
      {open === "correct" && <CorrectDialog {...{ record, view, close }} />}
      {open === "undo" && <UndoDialog {...{ record, view, close }} />}
    </Group>
  );
}

function Decisions({ review }: { review: string }): ReactNode {
  const { decide, isPending, isReady } = useDecide(review);
  return (
    <>
      <Button loading={isPending} disabled={!isReady} onClick={() => decide({ kind: "approve" })}>
        {told.approve}
      </Button>
      <Button
        variant="default"
        disabled={isPending || !isReady}
        onClick={() => decide({ kind: "reject" })}
      >
        {told.reject}
      </Button>
    </>
  );
}

function PinButton({ record, view }: FieldActionsProps): ReactNode {
  const order = useOrder("fields.order", { done: told.ordered, changes });
  const { field, isPinned, value } = view;
  const ref = refOf(record);
  const pin = { kind: "pin" } as const;
  const unpin = { kind: "unpin", seenValue: value } as const;
  return (
    <Button
      variant="default"
      loading={order.isPending}
      onClick={() => order.mutate({ body: { ref, field, order: isPinned ? unpin : pin } })}
    >
      {isPinned ? told.unpin : told.pin}
    </Button>
  );
}

/** Where it failed for good, or waits for a person. */
function RunAgain({ record, view: { state, enrichment } }: FieldActionsProps): ReactNode {
  const mayRetry = useMay("work.retry", record.connection);
  const retry = useOrder("work.retry", { done: told.ranAgain, changes });
  if (!mayRetry || (state !== "dead" && state !== "review")) return null;
  const { connection, object, id } = record;
  const body = { state, enrichment, connection, record: `${connection}/${object}/${id}` };
  return (
    <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate({ body })}>
      {told.runAgain}
    </Button>
  );
}
