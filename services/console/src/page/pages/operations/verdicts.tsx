import { Button, Text } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { verdictTexts as told } from "../../texts/verdicts.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { type Compared, comparedOf, type Verdict } from "./compared.ts";
import { liveMs } from "./standing.tsx";

const Dialog = lazy(async () => ({
  default: (await import("./compare-dialog.tsx")).CompareDialog,
}));

/** Whether what is known is what the CRMs show: the last verdict on each object. */
export function Verdicts(): ReactNode {
  const verdicts = useApi("reconciliations.list", {}, { everyMs: () => liveMs });
  const { data } = useApi("operations.show", {}, { everyMs: () => liveMs });
  return (
    <Section id="verdicts" title={told.title} hint={told.hint}>
      <Loaded query={verdicts}>
        {({ reconciliations }) => (
          <VerdictRows rows={comparedOf(data?.connections ?? [], reconciliations)} />
        )}
      </Loaded>
    </Section>
  );
}

function VerdictRows({ rows }: { rows: readonly Compared[] }): ReactNode {
  const counted = (count: (verdict: Verdict) => ReactNode) => (row: Compared) =>
    row.verdict === undefined ? told.nothing : count(row.verdict);
  return (
    <Rows
      rows={rows}
      keyOf={({ connection, object }) => `${connection} ${object}`}
      empty={told.none}
      minWidth={900}
      columns={[
        { title: told.connection, isName: true, cell: ({ connection }) => connection },
        { title: told.object, isName: true, cell: ({ object }) => texts.records.object(object) },
        ...(["missing", "stale", "ended", "repaired"] as const).map((what) => ({
          title: told[what],
          isNumber: true,
          cell: counted((verdict) => <Found count={verdict[what]} />),
        })),
        {
          title: told.looked,
          isNumber: true,
          cell: counted(({ lookedAt, knownCount }) =>
            told.lookedAt(countText(lookedAt), knownCount === null ? null : countText(knownCount)),
          ),
        },
        {
          title: told.crm,
          isNumber: true,
          cell: counted(({ crmCount }) => (crmCount === null ? told.unknown : countText(crmCount))),
        },
        {
          title: told.checked,
          isText: true,
          cell: ({ verdict }) => (verdict ? <Checked verdict={verdict} /> : told.never),
        },
        { title: told.order, isOrder: true, cell: (row) => <Compare of={row} /> },
      ]}
    />
  );
}

function Found({ count }: { count: number }): ReactNode {
  return (
    <Text component="span" size="sm" fw={count > 0 ? 600 : 400}>
      {countText(count)}
    </Text>
  );
}

function Checked({ verdict }: { verdict: Verdict }): ReactNode {
  const { state, checkedAt, orderedBy } = verdict;
  return (
    <>
      <Text size="sm" fw={state === "asks" || state === "failed" ? 600 : 400}>
        {told.states[state]} {checkedAt !== null && <Time at={checkedAt} />}
      </Text>
      <Text size="xs" c="dimmed">
        {told.by(orderedBy)}
      </Text>
    </>
  );
}

function Compare({ of }: { of: Compared }): ReactNode {
  const { connection, object, verdict } = of;
  const mayOrder = useMay("reconciliations.order", connection);
  const [isOpen, setOpen] = useState(false);
  if (!mayOrder) return null;
  const what = `${connection}, ${texts.records.object(object)}`;
  return (
    <>
      <Button
        variant="default"
        aria-label={told.compareNamed(what)}
        loading={verdict?.state === "waiting"}
        onClick={() => setOpen(true)}
      >
        {told.compare}
      </Button>
      {isOpen && (
        <Suspense>
          <Dialog of={of} title={told.dialog(what)} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
