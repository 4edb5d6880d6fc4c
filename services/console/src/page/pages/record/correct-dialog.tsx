import { Button, Modal, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { DialogEnd } from "../../ui/dialog-end.tsx";
import { type FieldDetail, type RecordParams, refOf } from "./record-params.ts";
import { ValueField } from "./value-field.tsx";

interface DialogProps {
  record: RecordParams;
  view: FieldDetail;
  close: () => void;
}

const told = texts.record.correct;

/** Writes another value over the one that is seen; it is a person's from then on. */
export function CorrectDialog({ record, view, close }: DialogProps): ReactNode {
  const { field, label, value: seenValue } = view;
  const [value, setValue] = useState(seenValue ?? view.answer?.value ?? "");
  const order = useOrder("fields.order", {
    done: texts.record.actions.ordered,
    changes: ["records.fields", "records.timeline"],
    onDone: close,
  });
  const correct = () => {
    const given = value === "" ? null : value;
    const body = { kind: "correct", value: given, seenValue } as const;
    order.mutate({ body: { ref: refOf(record), field, order: body } });
  };
  return (
    <Modal opened onClose={close} title={told.title(label)}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          correct();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" className="breaks">
            {seenValue === null ? told.nowBlank : told.now(seenValue)}
          </Text>
          <ValueField {...{ field, object: record.object, value }} onChange={setValue} />
          <DialogEnd close={close}>
            <Button type="submit" loading={order.isPending} disabled={value === (seenValue ?? "")}>
              {told.save}
            </Button>
          </DialogEnd>
        </Stack>
      </form>
    </Modal>
  );
}
