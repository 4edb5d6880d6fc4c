import { Box, Center, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";

/** The one card of a page outside the shell. */
export function Card({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Center component="main" mih="100vh" p="md">
      <Box w="100%" maw={380}>
        <Text fw={700} mb="sm">
          {texts.common.product}
        </Text>
        <Paper withBorder p="lg">
          <Stack gap="md">
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Box>
    </Center>
  );
}
