import { Button, Modal, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { DialogEnd } from "../../ui/dialog-end.tsx";
import { ValueField } from "../record/value-field.tsx";
import type { Review } from "./review-case.tsx";

interface OtherValueProps {
  review: Review;
  close: () => void;
  onValue: (value: string | null) => void;
}

/** A value of one's own. */
export function OtherValue({ review, close, onValue }: OtherValueProps): ReactNode {
  const { field, ref } = review;
  const [value, setValue] = useState(review.value ?? "");
  const labelOf = useFieldLabels();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    onValue(value === "" ? null : value);
  };
  const title = texts.record.correct.title(labelOf({ field, object: ref.object }));
  return (
    <Modal opened onClose={close} title={title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <ValueField {...{ field, object: ref.object, value }} onChange={setValue} />
          <DialogEnd close={close}>
            <Button type="submit">{texts.record.correct.save}</Button>
          </DialogEnd>
        </Stack>
      </form>
    </Modal>
  );
}
