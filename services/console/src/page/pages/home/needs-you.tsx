import { reasonText } from "@fieldwork/contracts/page";
import { Box, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { EmptyState, LoadingState } from "../../ui/states.tsx";

interface Need {
  key: string;
  text: string;
  isUrgent: boolean;
}

const nearEnd = 0.8;
const groupsShown = 5;

/** Each thing that waits for somebody, the urgent ones first. */
export function NeedsYou(): ReactNode {
  const parts = [useReviews(), useDeadLetters(), useBudgets(), useBackfills(), useReplays()];
  const needs = parts.flatMap((part) => part ?? []);
  const isLoading = parts.some((part) => part === undefined);
  return (
    <Section title={texts.home.needsYou}>
      {needs.length === 0 && isLoading && <LoadingState />}
      {needs.length === 0 && !isLoading && (
        <EmptyState title={texts.home.nothing} hint={texts.home.nothingHint} />
      )}
      <Stack gap={6} component="ul" className="plain">
        {needs
          .toSorted((one, other) => Number(other.isUrgent) - Number(one.isUrgent))
          .map(({ key, text, isUrgent }) => (
            <Group component="li" key={key} gap="sm" wrap="nowrap">
              <Box className="dot" data-urgent={isUrgent} aria-hidden />
              <Text size="sm" className="breaks">
                {text}
              </Text>
            </Group>
          ))}
      </Stack>
    </Section>
  );
}

function useReviews(): Need[] | undefined {
  const enabled = useMay("line.read-all");
  const { data } = useApi("line.show", {}, { enabled });
  const count = data?.states.review ?? 0;
  if (!enabled || count === 0) return enabled && !data ? undefined : [];
  return [{ key: "reviews", text: texts.home.reviews(count), isUrgent: false }];
}

function useDeadLetters(): Need[] | undefined {
  const enabled = useMay("dead-letters.read");
  const { data } = useApi("dead-letters.list", { query: {} }, { enabled });
  return data?.groups.slice(0, groupsShown).map(({ id, count, cause }) => ({
    ...{ key: id, isUrgent: true },
    text: texts.home.deadLetters(count, reasonText({ code: cause.code, detail: null })),
  }));
}

function useBudgets(): Need[] | undefined {
  const { data } = useApi("budgets.list", {}, { enabled: useMay("budgets.read") });
  return data?.budgets.flatMap(({ scope, limitNanoUsd, chargedNanoUsd }) => {
    const share = Number(chargedNanoUsd) / Number(limitNanoUsd);
    if (!(share >= nearEnd)) return [];
    const text = texts.home.budget(scope, percentText(share), usdText(limitNanoUsd));
    return [{ key: scope, text, isUrgent: share >= 1 }];
  });
}

function useBackfills(): Need[] | undefined {
  const { data } = useApi("backfills.list", { query: {} }, { enabled: useMay("backfills.read") });
  return data?.backfills.flatMap(({ id, stoppedBy, state }) =>
    state === "paused" && stoppedBy !== null
      ? [
          {
            ...{ key: id, isUrgent: true },
            text: texts.home.backfill(id, texts.home.backfillStopped(stoppedBy.gate)),
          },
        ]
      : [],
  );
}

function useReplays(): Need[] | undefined {
  const { data } = useApi("replays.list", { query: {} }, { enabled: useMay("dead-letters.read") });
  return data?.replays.flatMap(({ id, state }) =>
    state === "tried" || state === "paused"
      ? [{ key: id, text: texts.home.replay(id, state), isUrgent: false }]
      : [],
  );
}
