import { Button, Group, Modal, Select, Stack, Textarea } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import type { Review } from "./review-case.tsx";

interface OtherValueProps {
  review: Review;
  close: () => void;
  onValue: (value: string | null) => void;
}

/** A value of one's own. */
export function OtherValue({ review, close, onValue }: OtherValueProps): ReactNode {
  const [value, setValue] = useState(review.value ?? "");
  const filters = useApi("record-filters.list", {});
  const options = filters.data?.fields.find(
    ({ source, name, object }) =>
      source === "outputs" && name === review.field && object === review.ref.object,
  )?.options;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    onValue(value === "" ? null : value);
  };
  return (
    <Modal opened onClose={close} title={texts.record.correct.title(review.field)}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {options ? (
            <Select
              label={texts.record.correct.value}
              data={options}
              value={value === "" ? null : value}
              searchable
              clearable
              data-autofocus
              onChange={(next) => setValue(next ?? "")}
            />
          ) : (
            <Textarea
              label={texts.record.correct.value}
              description={texts.record.correct.hint}
              autosize
              minRows={2}
              data-autofocus
              value={value}
              onChange={({ currentTarget }) => setValue(currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {texts.common.cancel}
            </Button>
            <Button type="submit">{texts.record.correct.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
