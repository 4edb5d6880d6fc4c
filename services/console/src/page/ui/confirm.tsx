import { Button, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DialogEnd } from "./dialog-end.tsx";

interface ConfirmProps {
  title: string;
  /** What it does, with its count. */
  text: string;
  action: string;
  /** Asks for a reason under this label; it may be demanded. */
  reason?: { label: string; isRequired: boolean };
  isPending: boolean;
  onConfirm: (reason: string) => void;
  close: () => void;
}

/** Asks once more before something that many records feel. */
export function Confirm(props: ConfirmProps): ReactNode {
  const { title, text, action, reason, isPending, onConfirm, close } = props;
  const [why, setWhy] = useState("");
  return (
    <Modal opened onClose={close} title={title}>
      <Stack gap="sm">
        <Text size="sm" className="breaks">
          {text}
        </Text>
        {reason && (
          <Textarea
            label={reason.label}
            required={reason.isRequired}
            autosize
            value={why}
            onChange={({ currentTarget }) => setWhy(currentTarget.value)}
          />
        )}
        <DialogEnd close={close}>
          <Button
            loading={isPending}
            disabled={reason?.isRequired === true && why.trim() === ""}
            onClick={() => onConfirm(why.trim())}
          >
            {action}
          </Button>
        </DialogEnd>
      </Stack>
    </Modal>
  );
}
