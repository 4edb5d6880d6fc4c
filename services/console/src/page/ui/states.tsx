import { Alert, Button, Group, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isForbidden } from "../app/query-client.ts";
import { problemText } from "../app/use-api.ts";
import { texts } from "../texts.ts";

const shownLines = 4;

export function LoadingState(): ReactNode {
  return (
    <Stack gap="sm" role="status" p="xs">
      <VisuallyHidden>{texts.states.loading}</VisuallyHidden>
      {Array.from({ length: shownLines }, (_, line) => (
        <Skeleton key={line} height={18} width={`${90 - line * 12}%`} />
      ))}
    </Stack>
  );
}

export function EmptyState({ title, hint }: { title: string; hint?: string }): ReactNode {
  return (
    <Stack gap={2} py="xs">
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {hint !== undefined && (
        <Text c="dimmed" size="sm">
          {hint}
        </Text>
      )}
    </Stack>
  );
}

export function ErrorState({
  error,
  onRetry,
}: {
  error: unknown;
  onRetry?: () => void;
}): ReactNode {
  if (isForbidden(error)) return <ForbiddenState detail={problemText(error)} />;
  return (
    <Alert color="red" variant="light" role="alert" title={texts.states.failed}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{problemText(error)}</Text>
        {onRetry !== undefined && (
          <Button variant="default" onClick={onRetry}>
            {texts.states.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function ForbiddenState({ detail }: { detail: string }): ReactNode {
  return (
    <Stack gap={4} py="xs">
      <Title order={2} size="h4">
        {texts.states.forbidden}
      </Title>
      <Text c="dimmed" size="sm">
        {texts.states.forbiddenHint(detail)}
      </Text>
    </Stack>
  );
}

/** Above what was read before, while it cannot be read again. */
function StaleNote({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  return (
    <Alert color="yellow" variant="light" role="status" mb="sm" p="xs">
      <Group justify="space-between">
        <Text size="sm">{texts.states.stale(problemText(error))}</Text>
        <Button variant="default" onClick={onRetry}>
          {texts.states.tryAgain}
        </Button>
      </Group>
    </Alert>
  );
}

/** What was read, or why it is not there. */
export function Loaded<Data>({
  query: { data, error, isPending, refetch },
  children,
}: {
  query: Pick<UseQueryResult<Data, Error>, "data" | "error" | "isPending"> & {
    refetch: () => Promise<unknown>;
  };
  children: (data: Data) => ReactNode;
}): ReactNode {
  const onRetry = () => void refetch();
  if (data !== undefined)
    return (
      <>
        {error !== null && <StaleNote {...{ error, onRetry }} />}
        {children(data)}
      </>
    );
  return isPending ? <LoadingState /> : <ErrorState {...{ error, onRetry }} />;
}
