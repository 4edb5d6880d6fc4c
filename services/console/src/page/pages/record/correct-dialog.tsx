import { Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { type FieldDetail, type RecordParams, refOf } from "./record-params.ts";

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
  const filters = useApi("record-filters.list", {});
  const options = filters.data?.fields.find(
    (one) => one.source === "outputs" && one.name === field && one.object === record.object,
  )?.options;
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
          {options ? (
            <Select
              label={told.value}
              data={options}
              value={value === "" ? null : value}
              clearable
              searchable
              onChange={(next) => setValue(next ?? "")}
            />
          ) : (
            <Textarea
              label={told.value}
              description={told.hint}
              autosize
              minRows={2}
              value={value}
              onChange={({ currentTarget }) => setValue(currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {texts.common.cancel}
            </Button>
            <Button type="submit" loading={order.isPending} disabled={value === (seenValue ?? "")}>
              {told.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
