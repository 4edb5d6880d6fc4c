import { filterText } from "@fieldwork/contracts/page";
import { Alert, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../../app/use-api.ts";
import { stopText } from "../../../texts/backfill-stop.ts";
import { backfillTexts as told } from "../../../texts/backfills.ts";
import { texts } from "../../../texts.ts";
import { Page } from "../../../ui/page.tsx";
import { Loaded } from "../../../ui/states.tsx";
import { Time } from "../../../ui/time.tsx";
import { StateBadge } from "../backfills.tsx";
import { type Backfill, isLive } from "../parts.ts";
import { UndoPreview } from "../undo/undo-preview.tsx";
import { Orders } from "./orders.tsx";
import { ProgressView } from "./progress.tsx";
import { ReceiptView } from "./receipt.tsx";
import { SampleView } from "./sample.tsx";
import { SheetView } from "./sheet.tsx";

const route = getRouteApi("/signed-in/backfills/$id");
const views = ["sample", "sheet", "progress", "receipt", "undo"] as const;
type View = (typeof views)[number];
const lookEveryMs = 4000;

/** One backfill, from its sample to its undo. */
export function BackfillPage(): ReactNode {
  const { id } = route.useParams();
  const backfill = useApi(
    "backfills.show",
    { params: { id }, query: {} },
    { everyMs: (shown) => shown !== undefined && isLive(shown) && lookEveryMs },
  );
  const known = backfill.data;
  return (
    <Page title={known ? aboutText(known) : id} actions={known && <Orders backfill={known} />}>
      <Group mt={-8}>
        <Button variant="subtle" px={0} renderRoot={(props) => <Link to="/backfills" {...props} />}>
          {told.back}
        </Button>
      </Group>
      <Loaded query={backfill}>
        {(shown) => (
          <Stack gap="md">
            <About backfill={shown} />
            <Views backfill={shown} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function aboutText({ enrichment, connection, object }: Backfill): string {
  return told.about(enrichment, connection, texts.records.object(object));
}

function About({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, state, filter, orderedBy, createdAt, approvedBy, startedAt, stoppedBy } = backfill;
  const where = filterText(filter);
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <StateBadge state={state} />
        <Text size="sm">{told.records(backfill.receipt.records)}</Text>
        <Text size="sm" c="dimmed">
          {id}
        </Text>
      </Group>
      <Text size="sm" className="two-lines" title={where}>
        {where === "" ? told.everyRecord : told.where(where)}
      </Text>
      <Text size="sm" c="dimmed">
        {told.orderedBy(orderedBy)} <Time at={createdAt} />
        {approvedBy !== null && startedAt !== null && (
          <>
            {" · "}
            {told.approvedBy(approvedBy)} <Time at={startedAt} />
          </>
        )}
      </Text>
      {stoppedBy && state === "paused" && (
        <Alert color="orange" variant="light" role="status" title={told.stopped}>
          {stopText(stoppedBy)}
        </Alert>
      )}
    </Stack>
  );
}

function Views({ backfill }: { backfill: Backfill }): ReactNode {
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const usual: View = backfill.state === "created" ? "sample" : "progress";
  const view = views.find((one) => one === show) ?? usual;
  return (
    <Tabs
      value={view}
      keepMounted={false}
      onChange={(chosen) =>
        void navigate({
          search: chosen === null ? {} : { show: chosen },
          replace: true,
          resetScroll: false,
        })
      }
    >
      <Tabs.List aria-label={told.views.label} className="tabs" mb="md">
        {views.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {told.views[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {views.map((one) => (
        <Tabs.Panel key={one} value={one}>
          {one === view && <Shown view={one} backfill={backfill} />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Shown({ view, backfill }: { view: View; backfill: Backfill }): ReactNode {
  switch (view) {
    case "sample":
      return <SampleView backfill={backfill} />;
    case "sheet":
      return <SheetView backfill={backfill} />;
    case "progress":
      return <ProgressView backfill={backfill} />;
    case "receipt":
      return <ReceiptView backfill={backfill} />;
    case "undo":
      return (
        <UndoPreview run={backfill.id} connection={backfill.connection} isLive={isLive(backfill)} />
      );
    default:
      return view satisfies never;
  }
}
