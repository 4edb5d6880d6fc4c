import { Button, Kbd, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";

interface ChoiceProps {
  hotkey: string;
  title: string;
  action: string;
  /** Absent where it cannot be chosen. */
  onChoose: (() => void) | undefined;
  /** Left out where it is still to be said. */
  value?: string | null;
  /** Who says so, and when. */
  children: ReactNode;
}

/** One of the values that a field may get. */
export function Choice({
  hotkey,
  title,
  action,
  onChoose,
  value,
  children,
}: ChoiceProps): ReactNode {
  return (
    <Paper withBorder p="sm" className="choice">
      <Stack gap={6} h="100%">
        <Title order={3} size="h6">
          {title}
        </Title>
        {value !== undefined && (
          <Text fw={600} c={value === null ? "dimmed" : ""} className="preformatted">
            {value ?? texts.records.blank}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="breaks">
          {children}
        </Text>
        <Button
          mt="auto"
          variant={hotkey === "1" ? "filled" : "default"}
          disabled={!onChoose}
          onClick={onChoose}
        >
          {action} <Kbd ml={6}>{hotkey}</Kbd>
        </Button>
      </Stack>
    </Paper>
  );
}
