import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { StackedBar } from "../../../ui/charts.tsx";
import { countText } from "../../../ui/money.ts";
import type { Backfill } from "../parts.ts";
import type { Progress } from "./progress.tsx";

const told = backfillTexts.progress;
type Step = Progress["steps"][number];

/** The steps of the ramp, one below the other: how far each is, and what it waits for. */
export function Ramp({
  backfill,
  steps,
}: {
  backfill: Backfill;
  steps: readonly Step[];
}): ReactNode {
  return (
    <Stack component="ol" className="plain" gap="sm">
      {steps.map((one) => (
        <li key={one.step} aria-current={one.step === backfill.step ? "step" : undefined}>
          <Text size="sm">
            <b>{told.step(one.step)}</b> · {told.ended(one.ended, one.records)} ·{" "}
            {told.steps[stateOf(one, backfill)]}
          </Text>
          <StackedBar
            whole={one.records}
            slices={[{ name: countText(one.ended), color: "indigo-6", count: one.ended }]}
          />
        </li>
      ))}
    </Stack>
  );
}

function stateOf(
  { step, ended, records }: Step,
  { step: at, state }: Backfill,
): keyof typeof told.steps {
  if (step < at || (ended === records && state === "finished")) return "passed";
  if (state === "cancelled") return "stopped";
  if (step > at || state === "created") return "waits";
  if (state === "paused") return "paused";
  return state === "resting" ? "resting" : "running";
}
