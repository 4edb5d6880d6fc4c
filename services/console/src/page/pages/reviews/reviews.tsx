import { Button, Group, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useConnection, useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { useFieldLabels } from "../../app/use-field-labels.ts";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState, Loaded, LoadingState } from "../../ui/states.tsx";
import { Acceptance } from "./acceptance.tsx";
import { BulkDialog } from "./bulk-dialog.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { type Review, ReviewCase, reviewKey } from "./review-case.tsx";
import { ReviewQueue } from "./review-queue.tsx";
import type { ReviewSearch } from "./review-search.ts";
import { useKeys } from "./use-keys.ts";
import { useWaiting } from "./use-waiting.ts";

const route = getRouteApi("/signed-in/reviews");
const told = texts.reviews;

/** Answers that wait for a person, one after the other, by keyboard or mouse. */
export function Reviews(): ReactNode {
  const { at, ...asked } = route.useSearch();
  const { connection, choice } = useConnection("reviews.read", asked.connection);
  const filter = { ...asked, ...(connection !== undefined && { connection }) };
  const reviews = useWaiting(filter);
  const { hasNextPage, dataUpdatedAt: readAt } = reviews;
  const rows = reviews.data?.pages.flatMap((one) => one.rows) ?? [];
  const mayDecide = useMay("reviews.decide");
  const [isBulk, bulk] = useDisclosure(false);
  return (
    <Page
      title={texts.pages.reviews}
      actions={
        mayDecide && (
          <Button variant="default" onClick={bulk.open}>
            {told.bulk.open}
          </Button>
        )
      }
    >
      <Filters filter={filter} fields={defined(rows)} isOfOne={choice.length > 0} />
      <Loaded query={reviews}>
        {() => <Queue {...{ rows, at, filter, readAt }} hasMore={hasNextPage} />}
      </Loaded>
      <Acceptance />
      {isBulk && <BulkDialog filter={filter} close={bulk.close} />}
    </Page>
  );
}

interface QueueProps {
  rows: readonly Review[];
  at: string | undefined;
  filter: ReviewSearch;
  hasMore: boolean;
  /** When the rows were read: what was decided since, they do not tell yet. */
  readAt: number;
}

function Queue({ rows, at, filter, hasMore, readAt }: QueueProps): ReactNode {
  const navigate = useNavigate();
  const [done, setDone] = useState<ReadonlyMap<string, number>>(new Map());
  const [isSheet, sheet] = useDisclosure(false);
  const open = rows.filter((row) => !row.isOrdered && done.get(reviewKey(row)) !== readAt);
  const current = open.find((row) => reviewKey(row) === at) ?? open[0];
  const go = (row: Review | undefined) => {
    if (!row) return;
    void navigate({ to: "/reviews", search: { ...filter, at: reviewKey(row) }, replace: true });
  };
  const place = current ? open.indexOf(current) : -1;
  useKeys(
    {
      ArrowRight: () => go(open[place + 1]),
      j: () => go(open[place + 1]),
      ArrowLeft: () => go(open[place - 1]),
      k: () => go(open[place - 1]),
      "?": sheet.toggle,
    },
    { isAgain: true },
  );
  if (!current && hasMore) return <LoadingState />;
  if (!current) return <EmptyState title={told.none} hint={told.noneHint} />;
  return (
    <div className="two-panes">
      <ReviewQueue {...{ rows: open, current, hasMore }} onChoose={go} />
      <ReviewCase
        key={reviewKey(current)}
        review={current}
        onDone={() => {
          setDone(new Map([...done, [reviewKey(current), readAt]]));
          go(open[place + 1] ?? open[place - 1]);
        }}
        onSheet={sheet.open}
      />
      {isSheet && <KeysDialog close={sheet.close} />}
    </div>
  );
}

function Filters({
  filter,
  fields,
  isOfOne,
}: {
  filter: ReviewSearch;
  fields: readonly string[];
  /** One connection is looked at at a time. */
  isOfOne: boolean;
}): ReactNode {
  const navigate = useNavigate();
  const filters = useApi("record-filters.list", {});
  const labelOf = useFieldLabels();
  const connections = [...new Set(filters.data?.places.map(({ connection }) => connection))];
  const change = (name: "connection" | "field", value: string | null) => {
    const { [name]: _, ...kept } = filter;
    const search = value === null ? kept : { ...kept, [name]: value };
    void navigate({ to: "/reviews", search, replace: true });
  };
  return (
    <Group gap="sm">
      {connections.length > 1 && (
        <Select
          label={told.connection}
          placeholder={told.any}
          data={connections}
          value={filter.connection ?? null}
          clearable={!isOfOne}
          allowDeselect={!isOfOne}
          onChange={(value) => change("connection", value)}
        />
      )}
      <Select
        label={told.field}
        placeholder={told.any}
        data={[...new Set([...fields, ...(filter.field === undefined ? [] : [filter.field])])].map(
          (field) => ({ value: field, label: labelOf({ field }) }),
        )}
        value={filter.field ?? null}
        clearable
        onChange={(value) => change("field", value)}
      />
    </Group>
  );
}

function defined(rows: readonly Review[]): string[] {
  return [...new Set(rows.map(({ field }) => field))].toSorted();
}
