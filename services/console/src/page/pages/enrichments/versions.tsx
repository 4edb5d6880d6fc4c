import type { Reply } from "@fieldwork/contracts/client";
import { Badge, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { countText, percentText, secondsText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { Arms } from "./arms.tsx";

type Version = Reply<"definitions.show">["versions"][number];
type Figures = Reply<"definitions.figures">["versions"][number];

const told = enrichmentTexts.versions;
const days = 30;

/** Every version that was released, with what its answers cost and how they did. */
export function Versions({
  name,
  versions,
}: {
  name: string;
  versions: readonly Version[];
}): ReactNode {
  const figures = useApi("definitions.figures", { params: { name }, query: { days } });
  const { data, error, refetch } = figures;
  const cut = data?.callsLookedAt ?? null;
  return (
    <Section title={told.title} hint={told.hint(days)}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {cut !== null && (
        <Text size="sm" c="dimmed">
          {told.cut(countText(cut))}
        </Text>
      )}
      <VersionRows name={name} versions={versions} known={data?.versions ?? []} />
      <Arms versions={data?.versions ?? []} />
    </Section>
  );
}

function VersionRows({
  name,
  versions,
  known,
}: {
  name: string;
  versions: readonly Version[];
  known: readonly Figures[];
}): ReactNode {
  const of = new Map(known.map((one) => [one.hash, one]));
  const figure = (text: (figures: Figures) => string | undefined) => (row: Version) => {
    const found = of.get(row.hash);
    return (found && text(found)) ?? told.nothing;
  };
  return (
    <Rows
      rows={versions}
      keyOf={({ hash }) => hash}
      empty={told.nothing}
      minWidth={940}
      columns={[
        { title: told.version, cell: (row) => <Name {...row} /> },
        {
          title: told.released,
          cell: ({ releasedAt, releasedBy }) => (
            <>
              <Time at={releasedAt} /> {told.by(releasedBy)}
            </>
          ),
        },
        ...columnsOf(figure),
        { title: told.order, cell: (row) => <Compare name={name} row={row} versions={versions} /> },
      ]}
    />
  );
}

function columnsOf(
  figure: (text: (one: Figures) => string | undefined) => (row: Version) => string,
) {
  const seconds = (ms: number | null) => (ms === null ? undefined : told.seconds(secondsText(ms)));
  const cells = [
    [told.records, ({ records }: Figures) => countText(records)],
    [told.spent, ({ costNanoUsd }: Figures) => usdText(costNanoUsd)],
    [told.tokensIn, ({ inputTokens }: Figures) => countText(inputTokens)],
    [told.tokensOut, ({ outputTokens }: Figures) => countText(outputTokens)],
    [told.p50, ({ p50Ms }: Figures) => seconds(p50Ms)],
    [told.p95, ({ p95Ms }: Figures) => seconds(p95Ms)],
    [
      told.accepted,
      ({ decided, approved }: Figures) =>
        decided === 0
          ? undefined
          : told.acceptedOf(percentText(approved / decided), countText(decided)),
    ],
  ] as const;
  return cells.map(([title, text]) => ({ title, isNumber: true, cell: figure(text) }));
}

function Name({ hash, isCurrent }: Version): ReactNode {
  return (
    <Group gap={4}>
      <Text size="sm" ff="monospace" className="nowrap">
        {hash}
      </Text>
      {isCurrent && (
        <Badge color="indigo" className="whole">
          {told.current}
        </Badge>
      )}
    </Group>
  );
}

/** Of the current version, what it changed; of another, what would change if it were released. */
function Compare({
  name,
  row: { hash, isCurrent },
  versions,
}: {
  name: string;
  row: Version;
  versions: readonly Version[];
}): ReactNode {
  const current = versions.find((one) => one.isCurrent);
  const isFirst = versions.at(-1)?.hash === hash;
  if (isCurrent && isFirst) return told.nothing;
  const from = isCurrent || !current ? {} : { from: current.hash };
  return (
    <Button
      variant="default"
      aria-label={isCurrent ? told.beforeNamed(hash) : told.compareNamed(hash)}
      renderRoot={(props) => (
        <Link
          to="/enrichments/$name"
          params={{ name }}
          search={(kept) => ({ ...kept, ...from, to: hash })}
          resetScroll={false}
          {...props}
        />
      )}
    >
      {isCurrent ? told.before : told.compare}
    </Button>
  );
}
