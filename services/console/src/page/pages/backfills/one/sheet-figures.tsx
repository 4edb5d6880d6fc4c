import type { Reply } from "@fieldwork/contracts/client";
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { enrichmentTexts } from "../../../texts/enrichments.ts";
import { countText, usdText } from "../../../ui/money.ts";
import { Pair } from "../../../ui/pair.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { Time } from "../../../ui/time.tsx";

const told = backfillTexts.sheet;
export type Figures = Reply<"backfills.sheet">["figures"];
type Value = Figures["values"][number];

/** Everything a sheet says: records, values, money, calls and time. */
export function SheetFigures({ figures }: { figures: Figures }): ReactNode {
  return (
    <Stack gap="lg">
      <Records figures={figures} />
      <Cost figures={figures} />
      <Values values={figures.values} />
      {figures.budgets.length > 0 && <Budgets figures={figures} />}
      <Limits figures={figures} />
    </Stack>
  );
}

function Heading({ children }: { children: string }): ReactNode {
  return (
    <Title order={3} size="h6" mb={4}>
      {children}
    </Title>
  );
}

function Records({ figures: { records, readings } }: { figures: Figures }): ReactNode {
  const kinds = ["matched", "asked", "known", "unaskable", "gone"] as const;
  return (
    <div>
      <Heading>{told.records}</Heading>
      <ul className="plain figures-line">
        {kinds.map((kind) => (
          <li key={kind}>
            <b>{countText(records[kind])}</b> {told[kind]}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {told.read}: {told.readBetween}{" "}
        {readings.oldestAt === null ? told.never : <Time at={readings.oldestAt} />},{" "}
        {told.readMedian}{" "}
        {readings.medianAt === null ? told.never : <Time at={readings.medianAt} />}
      </Text>
    </div>
  );
}

function Cost({ figures }: { figures: Figures }): ReactNode {
  const { nanoUsd, inputTokens, outputTokens, basis, model, pricesConfirmedAt, band } = figures;
  const rows = [
    { name: told.dollars, likely: usdText(nanoUsd.likely), high: usdText(nanoUsd.high) },
    ...[
      { name: told.tokensIn, ...inputTokens },
      { name: told.tokensOut, ...outputTokens },
    ].map(({ name, likely, high }) => ({ name, likely: countText(likely), high: countText(high) })),
  ];
  const each = band.mostNanoUsdPerRecord;
  return (
    <div>
      <Heading>{told.cost}</Heading>
      <Rows
        rows={rows}
        keyOf={({ name }) => name}
        empty=""
        minWidth={300}
        columns={[
          { title: told.estimate, cell: ({ name }) => name },
          { title: told.p50, isNumber: true, cell: ({ likely }) => likely },
          { title: told.p95, isNumber: true, cell: ({ high }) => high },
        ]}
      />
      <Text size="sm" c="dimmed" mt="xs">
        {told.basis(basis.from, basis.n)} {told.prices(model.model)} <Time at={pricesConfirmedAt} />
        .
      </Text>
      <details>
        <summary>
          <Text component="span" size="sm">
            {told.how}
          </Text>
        </summary>
        <Text size="sm" c="dimmed">
          {basis.text}
        </Text>
      </details>
      <Text size="sm" mt="xs">
        {told.band}{" "}
        {told.bandText(
          usdText(band.mostNanoUsd),
          each === null ? undefined : usdText(each),
          band.mostRejectedShare,
        )}
        .
      </Text>
    </div>
  );
}

function Values({ values }: { values: readonly Value[] }): ReactNode {
  const shares = ["created", "changed", "unchanged", "inReview"] as const;
  const hasOthers = values.some(({ keptOtherwise, hidden }) => keptOtherwise + hidden > 0);
  const others = [
    { title: told.otherwise, isNumber: true, cell: (row: Value) => countText(row.keptOtherwise) },
    { title: told.hiddenValues, isNumber: true, cell: (row: Value) => countText(row.hidden) },
  ];
  return (
    <div>
      <Heading>{told.values}</Heading>
      <Text size="sm" c="dimmed">
        {told.valuesHint}
      </Text>
      <Rows
        rows={values}
        keyOf={({ field }) => field}
        empty=""
        minWidth={760}
        columns={[
          { title: told.field, cell: ({ field }) => field },
          {
            title: told.policy,
            cell: ({ policy }) => enrichmentTexts.outputs.policies(policy),
          },
          ...shares.map((share) => ({
            title: told[share],
            isNumber: true,
            cell: (row: Value) => told.share(row[share].likely, row[share].atMost),
          })),
          {
            title: told.persons,
            isNumber: true,
            cell: ({ keptAsPersons }: Value) => countText(keptAsPersons),
          },
          ...(hasOthers ? others : []),
        ]}
      />
    </div>
  );
}

function Budgets({ figures: { budgets, nanoUsd } }: { figures: Figures }): ReactNode {
  return (
    <div>
      <Heading>{told.budgets}</Heading>
      <Rows
        rows={budgets}
        keyOf={({ of, name, per }) => `${of} ${name} ${per}`}
        empty=""
        minWidth={420}
        columns={[
          { title: told.budget, cell: ({ of, name }) => told.budgetOf(of, name) },
          { title: told.per, cell: ({ per }) => per },
          {
            title: told.left,
            isNumber: true,
            cell: ({ leftNanoUsd }) =>
              leftNanoUsd < nanoUsd.high
                ? `${usdText(leftNanoUsd)}: ${told.tooLittle}`
                : usdText(leftNanoUsd),
          },
          { title: told.limit, isNumber: true, cell: ({ limitNanoUsd }) => usdText(limitNanoUsd) },
        ]}
      />
    </div>
  );
}

function Limits({ figures: { crmCalls, hours } }: { figures: Figures }): ReactNode {
  return (
    <div>
      <Heading>{told.limits}</Heading>
      <dl className="pairs">
        <Pair name={told.calls}>
          {told.callsText(crmCalls)}. {told.quotaLeft(crmCalls)}{" "}
          {crmCalls.left !== null && crmCalls.seenAt !== null && <Time at={crmCalls.seenAt} />}
        </Pair>
        <Pair name={told.hours}>
          {told.hoursText(hours.likely)}
          {hours.rests > 0 && `, ${told.rests(hours.rests)}`}
          {hours.binding !== null && `. ${told.binding(hours.binding)}`}
        </Pair>
      </dl>
      {hours.limits.length > 0 && (
        <Rows
          rows={hours.limits}
          keyOf={({ name }) => name}
          empty=""
          minWidth={300}
          columns={[
            { title: told.limitName, cell: ({ name }) => name },
            {
              title: told.limitHours,
              isNumber: true,
              cell: ({ hours: alone }) => told.hoursText(alone),
            },
          ]}
        />
      )}
    </div>
  );
}
