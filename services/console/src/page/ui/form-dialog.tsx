import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";

interface FormDialogProps {
  title: string;
  /** What the form orders. */
  action: string;
  isPending: boolean;
  onSubmit: () => void;
  close: () => void;
  /** What the order has replied and shows this once, in place of the form. */
  secret?: { hint: string; text: string } | undefined;
  children: ReactNode;
}

/** A form over the page, which gives one order. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { title, action, isPending, onSubmit, close, secret, children } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal opened onClose={close} title={title}>
      {secret ? (
        <Stack gap="sm">
          <Text size="sm">{secret.hint}</Text>
          <Code block className="breaks">
            {secret.text}
          </Code>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            {children}
            <Group justify="flex-end">
              <Button type="submit" loading={isPending}>
                {action}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
