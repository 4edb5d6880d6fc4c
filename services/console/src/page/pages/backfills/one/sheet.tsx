import { ProblemError, type Reply } from "@fieldwork/contracts/client";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../../app/session.tsx";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Section } from "../../../ui/page.tsx";
import { EmptyState, Loaded } from "../../../ui/states.tsx";
import { Time } from "../../../ui/time.tsx";
import type { Backfill } from "../parts.ts";
import { SheetAutomations } from "./sheet-automations.tsx";
import { SheetFigures } from "./sheet-figures.tsx";
import { SignDialog } from "./sign-dialog.tsx";

const told = backfillTexts.sheet;
/** While the CRM is being asked for its automations. */
const awaitedEveryMs = 1000;
export type Sheet = Reply<"backfills.sheet">;

/** What it would do and cost; whoever may start it signs that here. */
export function SheetView({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, connection, state } = backfill;
  const sheet = useApi(
    "backfills.sheet",
    { params: { id }, query: { connection } },
    { everyMs: (shown) => (shown?.automations.isAwaited === true ? awaitedEveryMs : false) },
  );
  const mayOrder = useMay("backfills.order", connection) && state === "created";
  const isMissing = sheet.error instanceof ProblemError && sheet.error.problem.status === 404;
  return (
    <Section
      title={told.title}
      hint={told.hint}
      actions={mayOrder && <Make backfill={backfill} isFirst={!sheet.data} />}
    >
      {isMissing && !sheet.data ? (
        <EmptyState title={told.none} hint={told.noneHint} />
      ) : (
        <Loaded query={sheet}>
          {(shown) => (
            <Stack gap="lg">
              <About sheet={shown} isOpen={state === "created"} />
              <SheetFigures figures={shown.figures} />
              <SheetAutomations automations={shown.automations} />
              {state === "created" && <Sign {...{ backfill, sheet: shown, mayOrder }} />}
            </Stack>
          )}
        </Loaded>
      )}
    </Section>
  );
}

function Make({
  backfill: { id, connection },
  isFirst,
}: {
  backfill: Backfill;
  isFirst: boolean;
}): ReactNode {
  const make = useOrder("backfills.makeSheet", { changes: ["backfills.sheet"] });
  return (
    <Button
      variant={isFirst ? "filled" : "default"}
      loading={make.isPending}
      onClick={() => make.mutate({ params: { id }, body: { connection } })}
    >
      {isFirst ? told.make : told.anew}
    </Button>
  );
}

function About({
  sheet: { hash, madeBy, madeAt, validUntil, outdated },
  isOpen,
}: {
  sheet: Sheet;
  isOpen: boolean;
}): ReactNode {
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        <span title={hash}>{told.name(hash)}</span> · {told.made(madeBy)} <Time at={madeAt} />
        {isOpen && (
          <>
            {" · "}
            {told.valid} <Time at={validUntil} />
          </>
        )}
      </Text>
      {isOpen && outdated.length > 0 && (
        <Alert color="yellow" variant="light" role="status" title={told.outdated}>
          {outdated.map((why) => told.because[why]).join(" ")}
        </Alert>
      )}
    </Stack>
  );
}

function Sign({
  backfill,
  sheet,
  mayOrder,
}: {
  backfill: Backfill;
  sheet: Sheet;
  mayOrder: boolean;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  if (!mayOrder) return <Text size="sm">{told.mayNot}</Text>;
  return (
    <Group>
      <Button size="sm" disabled={sheet.outdated.length > 0} onClick={() => setOpen(true)}>
        {told.sign}
      </Button>
      {sheet.outdated.length > 0 && <Text size="sm">{`${told.outdated}.`}</Text>}
      {isOpen && <SignDialog {...{ backfill, sheet }} close={() => setOpen(false)} />}
    </Group>
  );
}
