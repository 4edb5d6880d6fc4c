import { Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { recordContextTexts } from "../../texts/record-context.ts";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { FieldCard } from "./field-card.tsx";
import { Neighbours } from "./neighbours.tsx";
import { ParkedNote } from "./parked-note.tsx";
import { RecordLinks } from "./record-links.tsx";
import type { FieldDetail, RecordParams } from "./record-params.ts";
import { SourceText } from "./source-text.tsx";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/signed-in/records/$connection/$object/$id");

/** The record in its CRM, in another tab that learns nothing of this one. */
function CrmLink({ url, connection }: { url: string | null; connection: string }): ReactNode {
  if (url === null || !/^https?:\/\//i.test(url)) return null;
  return (
    <Anchor size="sm" underline="always" href={url} target="_blank" rel="noopener noreferrer">
      {recordContextTexts.openIn(connection)}
    </Anchor>
  );
}

/** What was captured of calls about it, for whoever may look. */
function Captured({ record }: { record: RecordParams }): ReactNode {
  const { connection, object, id } = record;
  const mayLook = useMay("captures.read", connection);
  const name = `${connection}/${object}/${id}`;
  const captures = useApi("captures.list", { query: { record: name } }, { enabled: mayLook });
  if ((captures.data?.rows.length ?? 0) === 0) return null;
  return (
    <Anchor
      size="sm"
      underline="always"
      renderRoot={(props) => <Link to="/captures" search={{ record: name }} {...props} />}
    >
      {recordContextTexts.captured}
    </Anchor>
  );
}

const lookEveryMs = 2000;
const freshMs = 30_000;

/** Corrected here just now, and no case of it seen yet. */
function isFresh({ writtenBy: { who, at }, labelledCase }: FieldDetail): boolean {
  if (who !== "person-here" || at === null || labelledCase !== null) return false;
  return Date.now() - Date.parse(at) < freshMs;
}

/** Everything about one record: its fields, what they come from, and what happened. */
export function RecordPage(): ReactNode {
  const ref = route.useParams();
  const search = route.useSearch();
  const record = useApi(
    "records.fields",
    { params: ref },
    // What a correction makes of it is there soon after, and no event tells.
    { everyMs: (reply) => (reply?.enriched.some(isFresh) ? lookEveryMs : false) },
  );
  const title = record.data?.title ?? ref.id;
  return (
    <Page title={title} actions={<Neighbours record={ref} search={search} />}>
      <Group gap="xs" mt={-8}>
        <Button
          variant="subtle"
          px={0}
          renderRoot={(props) => <Link to="/records" search={search} {...props} />}
        >
          {texts.record.back}
        </Button>
        <Text size="sm" c="dimmed" className="breaks">
          {`${ref.connection} / ${ref.object} / ${ref.id}`}
        </Text>
        <CrmLink url={record.data?.crmUrl ?? null} connection={ref.connection} />
        <Captured record={ref} />
        {record.data?.deleted && <Badge color="gray">{texts.records.deleted}</Badge>}
      </Group>
      <Loaded query={record}>
        {({ enriched, inputs, vendorAt, readAt }) => (
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {texts.record.changed} <Time at={vendorAt} />, {texts.record.read}{" "}
              <Time at={readAt} />
            </Text>
            <ParkedNote record={ref} />
            {enriched.length === 0 && <Text size="sm">{texts.record.nothingWritten}</Text>}
            {enriched.map((view) => (
              <FieldCard key={view.field} record={ref} view={view} />
            ))}
            <RecordLinks record={ref} />
            <SourceText
              inputs={inputs}
              quotes={enriched.flatMap(({ answer }) => answer?.evidence ?? [])}
            />
            <Timeline record={ref} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
