import type { CallArgs } from "@fieldwork/contracts/client";
import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { isNoLimit, mostUsd, nanoUsdOf } from "../dollars.ts";
import type { FilterArgs, FilterState } from "./use-filter.ts";

const told = backfillTexts.build.order;
const names = backfillTexts.progress.names;
type Order = CallArgs<"backfills.create">["body"];

/** As the API has them where nothing is said; of a cost, how many times the sheet's. */
const usualGates = {
  ...{ failed: 10, rejected: 20, abstained: 50, inReview: 50, refused: 5, overridden: 10 },
  ...{ shift: 25, cost: 1.5 },
} as const;
type Gate = keyof typeof usualGates;
const gates = Object.keys(usualGates) as Gate[];
type Limits = Readonly<Record<Gate, number | string>>;

interface OrderFormProps {
  asked: Omit<FilterArgs, "filter">;
  filter: Pick<FilterState, "asked" | "records" | "wants">;
}

/** How a backfill goes, and the order that fixes its records. Nothing begins by that. */
export function OrderForm({ asked, filter }: OrderFormProps): ReactNode {
  const navigate = useNavigate();
  const [ramp, setRamp] = useState("25, 250, 2500");
  const [rest, setRest] = useState<number | string>(60);
  const [most, setMost] = useState<number | string>("");
  const [limits, setLimits] = useState<Limits>(usualGates);
  const order = useOrder("backfills.create", {
    changes: ["backfills.list"],
    onDone: ({ id }) => void navigate({ to: "/backfills/$id", params: { id } }),
  });
  const sizes = sizesIn(ramp);
  const mostWrong = isNoLimit(most) ? told.mostWrong(mostUsd) : undefined;
  const rampWrong = sizes === undefined ? told.rampWrong : undefined;
  const wants = rampWrong ?? mostWrong ?? (filter.wants && told.notYet[filter.wants]);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <TextInput
          label={told.ramp}
          description={told.rampHint}
          value={ramp}
          error={rampWrong}
          onChange={({ currentTarget }) => setRamp(currentTarget.value)}
        />
        <NumberInput
          label={told.rest}
          description={told.restHint}
          {...whole}
          max={10_080}
          value={rest}
          onChange={setRest}
        />
        <NumberInput
          label={told.most}
          description={told.mostHint}
          {...{ min: 0, hideControls: true, thousandSeparator: ",", prefix: "$" }}
          error={mostWrong}
          value={most}
          onChange={setMost}
        />
      </SimpleGrid>
      <Gates limits={limits} change={setLimits} />
      <Group gap="sm">
        <Button
          size="sm"
          loading={order.isPending}
          disabled={wants !== undefined}
          aria-describedby="create-wants"
          onClick={() =>
            order.mutate({
              body: {
                ...{ ...asked, filter: filter.asked, ramp: sizes ?? [] },
                restMinutes: Number(rest),
                maxNanoUsd: nanoUsdOf(most) ?? null,
                gates: gatesOf(limits),
              },
            })
          }
        >
          {told.create(filter.records)}
        </Button>
        <Text id="create-wants" size="sm" c="dimmed">
          {wants}
        </Text>
      </Group>
    </Stack>
  );
}

const whole = { min: 0, allowDecimal: false, hideControls: true } as const;

function Gates({
  limits,
  change,
}: {
  limits: Limits;
  change: (limits: Limits) => void;
}): ReactNode {
  return (
    <details>
      <summary>
        <Text component="span" size="sm" fw={500}>
          {told.gates}
        </Text>
      </summary>
      <Text size="sm" c="dimmed" my="xs">
        {told.gatesHint}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        {gates.map((gate) => (
          <NumberInput
            key={gate}
            label={gate === "cost" ? told.costTimes : told.percent(names[gate])}
            {...{ min: 0, max: 100, hideControls: true }}
            value={limits[gate]}
            onChange={(limit) => change({ ...limits, [gate]: limit })}
          />
        ))}
      </SimpleGrid>
    </details>
  );
}

/** Pure. */
function sizesIn(text: string): number[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length === 1 && parts[0] === "") return [];
  const sizes = parts.map(Number);
  return sizes.every((size) => Number.isSafeInteger(size) && size > 0) ? sizes : undefined;
}

/** Pure. */
function gatesOf(limits: Limits): Exclude<Order["gates"], undefined> {
  const of = (gate: Gate, whole: number) => {
    const limit = limits[gate];
    return [gate, typeof limit === "number" ? limit / whole : null] as const;
  };
  return Object.fromEntries(gates.map((gate) => of(gate, gate === "cost" ? 1 : 100)));
}
