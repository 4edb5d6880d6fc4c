import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { texts } from "../texts.ts";

interface PageProps {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One page: its title, also of the browser's tab, and what it shows. */
export function Page({ title, actions, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · ${texts.common.product}`;
  }, [title]);
  return (
    <Stack gap="md" maw={1400}>
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h3" className="breaks">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}

interface SectionProps {
  /** Its place in the page's address. */
  id?: string;
  title: string;
  /** What it is about, in a sentence. */
  hint?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ id, title, hint, actions, children }: SectionProps): ReactNode {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // A page that is opened by its address shows its sections only once it is known who it is.
    if (id !== undefined && location.hash === `#${id}`) section.current?.scrollIntoView();
  }, [id]);
  return (
    <Paper
      ref={section}
      withBorder
      p="md"
      component="section"
      aria-label={title}
      {...(id && { id })}
    >
      <Group justify="space-between" mb="xs" gap="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {hint !== undefined && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
