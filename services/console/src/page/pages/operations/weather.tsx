import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { countText, percentText, secondsText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { HoldOrder } from "./hold-order.tsx";
import { ClosedText, Standing, weatherMs } from "./standing.tsx";

const told = operationsTexts.weather;
const nearLimit = 0.9;

type Model = Reply<"weather.show">["models"][number];

/** Whether each model takes calls, and how they went. */
export function Weather(): ReactNode {
  const weather = useApi("weather.show", {}, { everyMs: () => weatherMs });
  return (
    <Section id="models" title={told.title} hint={told.hint}>
      <Loaded query={weather}>
        {({ models }) => (
          <Rows
            rows={models}
            keyOf={({ model }) => model}
            empty={told.none}
            minWidth={860}
            columns={[
              { title: told.model, isName: true, cell: ({ model }) => model },
              {
                title: told.state,
                isText: true,
                cell: State,
              },
              { title: told.limits, cell: Limits },
              { title: told.calls, isNumber: true, cell: (row) => counted(row, row.calls) },
              { title: told.failed, isNumber: true, cell: Failed },
              { title: told.half, isNumber: true, cell: ({ p50Ms }) => timeText(p50Ms) },
              { title: told.most, isNumber: true, cell: ({ p95Ms }) => timeText(p95Ms) },
              {
                title: told.cost,
                isNumber: true,
                cell: ({ isCut, todayNanoUsd }) =>
                  isCut ? told.atLeast(usdText(todayNanoUsd)) : usdText(todayNanoUsd),
              },
              {
                title: told.order,
                isOrder: true,
                cell: ({ model }) => <HoldOrder scope="model" target={model} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** Whether it takes calls, and which of its provider's keys or servers do not. */
function State({ model, closed, accounts }: Model): ReactNode {
  return (
    <>
      <Standing
        held={{ scope: "model", target: model }}
        closed={closed && { until: closed.until, why: closed.text }}
      />
      {accounts.map(({ name, until, text }) => (
        <ClosedText key={name} until={until} why={told.account(name, text)} isRest />
      ))}
    </>
  );
}

function Limits({ used }: Model): ReactNode {
  if (used.length === 0) return told.noLimits;
  return used.map(({ unit, per, share }, place) => (
    <Text key={place} size="sm" fw={share >= nearLimit ? 600 : 400}>
      {told.used(unit, per, percentText(share))}
    </Text>
  ));
}

function Failed(row: Model): ReactNode {
  if (row.failed === 0) return countText(0);
  return (
    <>
      <Text size="sm" fw={600}>
        {counted(row, row.failed)}
      </Text>
      {row.failedBy !== null && (
        <Text size="xs" c="dimmed" className="wraps">
          {told.mostly(row.failedBy.replaceAll("_", " "))}
        </Text>
      )}
    </>
  );
}

function counted({ isCut }: Model, count: number): string {
  return isCut ? told.atLeast(countText(count)) : countText(count);
}

function timeText(ms: number | null): string {
  return ms === null ? told.nothing : told.seconds(secondsText(ms));
}
