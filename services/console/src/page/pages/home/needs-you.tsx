import { reasonText } from "@fieldwork/contracts/page";
import { Anchor, Box, Group, Stack } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { useEach } from "../../app/use-each.ts";
import { stopText } from "../../texts/backfill-stop.ts";
import { needTexts } from "../../texts/needs.ts";
import { texts } from "../../texts.ts";
import { percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../ui/states.tsx";
import { exactTime } from "../../ui/time.tsx";
import { useBackfills } from "../backfills/use-backfills.ts";
import { connectionOf, type DeadGroup } from "../dead-letters/dead-group.ts";
import { constraintPlace, constraintText } from "./constraint.ts";

interface Need {
  key: string;
  text: string;
  /** Where it stands, with what can be done about it. */
  place: Pick<LinkProps, "to" | "hash" | "params" | "search">;
  isUrgent: boolean;
}

/** Nothing while it is not known, and why where it cannot be. */
type Part = Need[] | Error | undefined;

const told = needTexts;
const nearEnd = 0.8;
const budgetsMs = 30_000;
const groupsShown = 5;
// As many as the page of reviews reads.
const reviewsCounted = 100;

/** Each thing that waits for somebody, the urgent ones first. */
export function NeedsYou(): ReactNode {
  const parts: Part[] = [
    ...[useFreshness(), useRests(), useDeadLetters(), useReviews()],
    ...[useBudgets(), useStoppedBackfills(), useReplays(), useVerdicts(), useLinks()],
  ];
  const needs = parts.flatMap((part) => (Array.isArray(part) ? part : []));
  const isLoading = parts.some((part) => part === undefined);
  const failure = parts.find((part) => part instanceof Error);
  return (
    <Section title={texts.home.needsYou}>
      {needs.length === 0 && isLoading && <LoadingState />}
      {failure && <ErrorState error={failure} />}
      {needs.length === 0 && !isLoading && !failure && (
        <EmptyState title={texts.home.nothing} hint={texts.home.nothingHint} />
      )}
      <Stack gap={6} component="ul" className="plain">
        {needs
          .toSorted((one, other) => Number(other.isUrgent) - Number(one.isUrgent))
          .map(({ key, text, place, isUrgent }) => (
            <Group component="li" key={key} gap="sm" wrap="nowrap">
              <Box className="dot" data-urgent={isUrgent} aria-hidden />
              <Anchor
                size="sm"
                c="inherit"
                className="breaks"
                renderRoot={(props) => <Link {...place} {...props} />}
              >
                {text}
              </Anchor>
            </Group>
          ))}
      </Stack>
    </Section>
  );
}

/** Changes that are late, with what most of them wait for. */
function useFreshness(): Part {
  const enabled = useMay("line.read-all");
  const { data, error } = useApi("freshness.list", {}, { enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  return data.enrichments.flatMap(({ enrichment, isMissed, objective, constraint }) =>
    isMissed
      ? [
          {
            ...{ key: `late ${enrichment}`, isUrgent: true },
            place: constraint
              ? constraintPlace(constraint)
              : { to: "/operations", hash: "freshness" },
            text: told.late(enrichment, objective.within, constraint && constraintText(constraint)),
          },
        ]
      : [],
  );
}

/** Providers that are closed, and connections that are left alone. */
function useRests(): Part {
  const enabled = useMay("line.read-all");
  const { data, error } = useApi("rests.list", {}, { enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  return data.rests.map(({ of, name, why, until, needsCheck }) => ({
    ...{ key: `${of} ${name}`, isUrgent: true },
    place: { to: "/operations", hash: of === "connection" ? "connections" : "models" },
    text: told[of](name, why, needsCheck ? null : exactTime(until)),
  }));
}

function useReviews(): Part {
  const enabled = useMay("reviews.read");
  const query = { limit: reviewsCounted };
  const { data, error } = useEach("reviews.list", { permission: "reviews.read", query, enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  const waiting = data.flatMap(({ rows }) => rows).filter(({ isOrdered }) => !isOrdered);
  const hasMore = data.some(({ next }) => next !== null);
  const text = texts.home.reviews(waiting.length, hasMore);
  const none = waiting.length === 0 && !hasMore;
  const [first] = waiting;
  const search = data.length > 1 && first ? { connection: first.ref.connection } : {};
  return none ? [] : [{ key: "reviews", text, place: { to: "/reviews", search }, isUrgent: false }];
}

function useDeadLetters(): Part {
  const enabled = useMay("dead-letters.read");
  const { data, error } = useEach("dead-letters.list", {
    ...{ permission: "dead-letters.read", enabled },
  });
  if (!data) return enabled ? (error ?? undefined) : [];
  const groups = data.flatMap((one) => one.groups.slice(0, groupsShown));
  return groups.map(({ id, count, cause }) => ({
    ...{ key: id, isUrgent: true, place: { ...deadPlace(data, cause), hash: id } },
    text: texts.home.deadLetters(count, reasonText({ code: cause.code, detail: null })),
  }));
}

/** Its page; of several connections, where that looks at one of them. */
function deadPlace(replies: readonly unknown[], cause: DeadGroup["cause"]): Need["place"] {
  const connection = replies.length > 1 ? connectionOf({ cause }) : undefined;
  return { to: "/dead-letters", search: connection === undefined ? {} : { connection } };
}

/** Those that are nearly used up, or will be before their end. */
function useBudgets(): Part {
  const enabled = useMay("line.read-all");
  const { data, error } = useApi("trends.show", {}, { enabled, everyMs: () => budgetsMs });
  if (!data) return enabled ? (error ?? undefined) : [];
  return data.budgets.flatMap(({ scope, limitNanoUsd, chargedNanoUsd, emptyAt }) => {
    const share = Number(chargedNanoUsd) / Number(limitNanoUsd);
    if (!(share >= nearEnd) && emptyAt === null) return [];
    const used = texts.home.budget(scope, percentText(share), usdText(limitNanoUsd));
    const text = emptyAt === null || share >= 1 ? used : told.emptyAt(used, exactTime(emptyAt));
    const place = { to: "/operations", hash: "budgets" } as const;
    return [{ key: scope, text, place, isUrgent: share >= 1 }];
  });
}

function useStoppedBackfills(): Part {
  const enabled = useMay("backfills.read");
  const { data, error } = useBackfills(enabled);
  if (!data) return enabled ? (error ?? undefined) : [];
  return data.flatMap(({ id, stoppedBy, state }) =>
    state === "paused" && stoppedBy !== null
      ? [
          {
            ...{ key: id, isUrgent: true },
            place: { to: "/backfills/$id", params: { id } },
            text: texts.home.backfill(id, stopText(stoppedBy)),
          },
        ]
      : [],
  );
}

function useReplays(): Part {
  const enabled = useMay("dead-letters.read");
  const { data, error } = useEach("replays.list", { permission: "dead-letters.read", enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  const replays = data.flatMap((one) => one.replays);
  return replays.flatMap(({ id, state, cause }) =>
    state === "tried" || state === "paused"
      ? [
          {
            ...{ key: id, place: deadPlace(data, cause), isUrgent: false },
            text: texts.home.replay(id, state),
          },
        ]
      : [],
  );
}

/** Comparisons with a CRM that failed, or ask whether so many ends are right. */
function useVerdicts(): Part {
  const enabled = useMay("line.read");
  const { data, error } = useApi("reconciliations.list", {}, { enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  return data.reconciliations.flatMap(({ connection, object, state, ended }) =>
    state === "asks" || state === "failed"
      ? [
          {
            ...{ key: `verdict ${connection} ${object}`, isUrgent: state === "asks" },
            place: { to: "/operations", hash: "verdicts" },
            text: told.verdict[state](texts.records.object(object), connection, ended),
          },
        ]
      : [],
  );
}

/** Pairs of companies that wait for a person to say whether they are one. */
function useLinks(): Part {
  const enabled = useMay("links.order");
  const { data, error } = useApi("company-links.figures", { query: {} }, { enabled });
  if (!data) return enabled ? (error ?? undefined) : [];
  const doubtful = data.links.find(({ state }) => state === "doubtful")?.count ?? 0;
  if (doubtful === 0) return [];
  const place = { to: "/links", search: { state: "doubtful" } } as const;
  return [{ key: "links", text: told.links(doubtful), place, isUrgent: false }];
}
