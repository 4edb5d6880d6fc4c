import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { texts } from "../texts.ts";

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
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {texts.common.cancel}
          </Button>
          <Button
            loading={isPending}
            disabled={reason?.isRequired === true && why.trim() === ""}
            onClick={() => onConfirm(why.trim())}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
