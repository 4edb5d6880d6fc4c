import type { Reply } from "@fieldwork/contracts/client";
import { type AutomationGap, automationGapText } from "@fieldwork/contracts/page";
import { Anchor, Badge, Group, Loader, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Rows } from "../../../ui/rows.tsx";
import { Time } from "../../../ui/time.tsx";

const told = backfillTexts.sheet.automations;
type Automations = Reply<"backfills.sheet">["automations"];
type Field = Automations["fields"][number];
type Automation = Automations["onUpdate"][number] & { use?: Field["automations"][number]["use"] };

interface Row {
  field: string | undefined;
  automations: readonly Automation[];
  gap: AutomationGap | null;
}

/** What else happens in the CRM when the fields are written, as the CRM told last. */
export function SheetAutomations({ automations }: { automations: Automations }): ReactNode {
  const { readAt, isAwaited, fields, onUpdate, onUpdateGap } = automations;
  const hasUpdates = onUpdate.length > 0 || onUpdateGap !== null;
  const rows: Row[] = [
    ...fields,
    ...(hasUpdates ? [{ field: undefined, automations: onUpdate, gap: onUpdateGap }] : []),
  ];
  return (
    <div>
      <Title order={3} size="h6" mb={4}>
        {told.title}
      </Title>
      <Text size="sm" c="dimmed">
        {told.hint}{" "}
        {readAt !== null && (
          <>
            {told.asOf} <Time at={readAt} />.
          </>
        )}
      </Text>
      {isAwaited && (
        <Group gap="xs" role="status">
          <Loader size="xs" />
          <Text size="sm">{told.awaited}</Text>
        </Group>
      )}
      <Rows
        rows={rows}
        keyOf={({ field }) => field ?? ""}
        empty=""
        minWidth={420}
        columns={[
          { title: told.written, cell: ({ field }) => field ?? told.anyUpdate },
          { title: told.follows, cell: (row) => <Followers {...row} isAwaited={isAwaited} /> },
        ]}
      />
    </div>
  );
}

function Followers({ automations, gap, isAwaited }: Row & { isAwaited: boolean }): ReactNode {
  if (automations.length === 0 && gap === null) return told.none;
  return (
    <Stack gap={4}>
      {automations.map((one) => (
        <Follower key={`${one.kind} ${one.name} ${one.page}`} automation={one} />
      ))}
      {gap !== null && !isAwaited && (
        <Text size="sm" c="dimmed">
          {automations.length === 0 ? told.unknown : told.more} {automationGapText(gap)}.
        </Text>
      )}
    </Stack>
  );
}

function Follower({
  automation: { kind, name, isActive, page, use },
}: {
  automation: Automation;
}): ReactNode {
  return (
    <Group gap={6}>
      <Text size="sm" className="breaks">
        <Text span inherit c="dimmed">
          {told.kinds[kind]}
        </Text>{" "}
        {page === null ? (
          name
        ) : (
          <Anchor inherit href={page} target="_blank" rel="noopener noreferrer">
            {name}
          </Anchor>
        )}
      </Text>
      {use === "starts" && (
        <Badge size="sm" variant="light" color="yellow">
          {told.starts}
        </Badge>
      )}
      {isActive === false && (
        <Badge size="sm" variant="light" color="gray">
          {told.inactive}
        </Badge>
      )}
    </Group>
  );
}
