import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";

/** Which key does what. */
export function KeysDialog({ close }: { close: () => void }): ReactNode {
  return (
    <Modal opened onClose={close} title={texts.reviews.keys.title}>
      <Stack gap={6}>
        {texts.reviews.keys.all.map(([keys, meaning]) => (
          <Group key={keys} justify="space-between">
            <Text size="sm">{meaning}</Text>
            <Kbd>{keys}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
