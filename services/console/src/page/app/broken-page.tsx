import { Alert, Button, Stack, Text } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { Page } from "../ui/page.tsx";

/** In place of a page that failed: also of one whose files an upgrade has replaced since. */
export function BrokenPage({ error }: ErrorComponentProps): ReactNode {
  return (
    <Page title={texts.states.broken}>
      <Alert color="red" variant="light" role="alert" aria-label={texts.states.broken}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm" className="breaks">
            {texts.states.brokenHint(error instanceof Error ? error.message : String(error))}
          </Text>
          <Button variant="default" onClick={() => location.reload()}>
            {texts.states.reload}
          </Button>
        </Stack>
      </Alert>
    </Page>
  );
}
