import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useReach } from "../../../app/session.tsx";
import { problemText, useApi } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Page, Section } from "../../../ui/page.tsx";
import { EmptyState, Loaded } from "../../../ui/states.tsx";
import type { Field } from "./condition-row.tsx";
import { FilterForm } from "./filter-form.tsx";
import { OrderForm } from "./order-form.tsx";
import { SourceCount } from "./source-count.tsx";
import { type FilterState, mostTextChars, useFilter } from "./use-filter.ts";

const told = backfillTexts.build;
const route = getRouteApi("/signed-in/backfills/new");

type Definition = Reply<"definitions.list">["definitions"][number];
type Place = Reply<"record-filters.list">["places"][number];

/** Says what a backfill is about: an enrichment, where, and a filter whose count grows with it. */
export function NewBackfill(): ReactNode {
  const definitions = useApi("definitions.list", {});
  const offered = useApi("record-filters.list", {});
  return (
    <Page title={told.title}>
      <Group mt={-8}>
        <Button variant="subtle" px={0} renderRoot={(props) => <Link to="/backfills" {...props} />}>
          {backfillTexts.back}
        </Button>
      </Group>
      <Loaded query={definitions}>
        {({ definitions: known }) => (
          <Loaded query={offered}>
            {({ places }) => <Which definitions={known} places={places} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Which({
  definitions,
  places,
}: {
  definitions: readonly Definition[];
  places: readonly Place[];
}): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const reach = useReach("backfills.order");
  const enrichment = definitions.find(({ name }) => name === search.enrichment) ?? definitions[0];
  if (enrichment === undefined)
    return <EmptyState title={told.noDefinition} hint={told.noDefinitionHint} />;
  const object = enrichment.outputs[0]?.object;
  const connections = places
    .filter((place) => place.object === object)
    .map((place) => place.connection)
    .filter((connection) => reach === "all" || reach.includes(connection));
  const connection = connections.find((one) => one === search.connection) ?? connections[0];
  const put = (changed: { enrichment?: string; connection?: string }) =>
    void navigate({
      search: ({ read: _, ...kept }) => ({ ...kept, ...changed }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Stack gap="md">
      <Section title={told.which}>
        <Group gap="md" align="flex-end">
          <Select
            label={told.enrichment}
            data={definitions.map(({ name }) => name)}
            value={enrichment.name}
            allowDeselect={false}
            w={{ base: "100%", xs: 260 }}
            onChange={(name) => name !== null && put({ enrichment: name })}
          />
          <Select
            label={told.connection}
            data={connections}
            value={connection ?? null}
            allowDeselect={false}
            w={{ base: "100%", xs: 220 }}
            onChange={(name) => name !== null && put({ connection: name })}
          />
        </Group>
      </Section>
      {connection === undefined ? (
        <EmptyState title={told.noPlace} hint={told.noPlaceHint} />
      ) : (
        <Known
          key={`${enrichment.name} ${connection}`}
          of={{ enrichment: enrichment.name, connection }}
        />
      )}
    </Stack>
  );
}

interface Of {
  enrichment: string;
  connection: string;
}

/** Reads what a filter can ask, and takes the one of the address apart. */
function Known({ of }: { of: Of }): ReactNode {
  // Later the address follows what is written.
  const { filter: addressed = "" } = route.useSearch();
  const [filter] = useState(addressed);
  const fields = useApi("filters.fields", { query: of });
  const check = useApi("filters.check", { body: { ...of, filter } }, { enabled: filter !== "" });
  const isReady = fields.data !== undefined && (filter === "" || !check.isPending);
  return (
    <Loaded query={fields}>
      {({ fields: known }) => isReady && <Written {...{ of, known, begun: filter }} />}
    </Loaded>
  );
}

function Written({
  of,
  known,
  begun,
}: {
  of: Of;
  known: readonly Field[];
  /** The filter that the address named when the page was opened. */
  begun: string;
}): ReactNode {
  const { filter: addressed = "", read } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = useFilter(of, begun);
  const said = filter.text ?? filter.written.text;
  useEffect(() => {
    if (said === addressed || said.length > mostTextChars) return;
    void navigate({
      // What was counted was another filter.
      search: ({ filter: _, read: __, ...kept }) =>
        said === "" ? kept : { ...kept, filter: said },
      replace: true,
      resetScroll: false,
    });
  }, [said, addressed, navigate]);
  const isRight = filter.wants === undefined || filter.wants === "none";
  return (
    <>
      <Section title={told.filter} hint={told.filterHint}>
        <Stack gap="md">
          <FilterForm filter={filter} fields={known} />
          <Count filter={filter} />
          {isRight && (
            <SourceCount
              asked={{ ...of, filter: filter.asked }}
              read={read}
              open={(id) =>
                void navigate({
                  search: (kept) => ({ ...kept, read: id }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          )}
        </Stack>
      </Section>
      <Section title={told.order.title} hint={told.order.hint}>
        <OrderForm asked={of} filter={filter} />
      </Section>
    </>
  );
}

function Count({ filter }: { filter: FilterState }): ReactNode {
  const { records, wants, checkError, countError } = filter;
  const error = checkError ?? countError;
  return (
    <Text fw={600} role="status">
      {countLine({ records, wants, problem: error === null ? undefined : problemText(error) })}
    </Text>
  );
}

function countLine({
  records,
  wants,
  problem,
}: Pick<FilterState, "records" | "wants"> & { problem: string | undefined }): string {
  if (problem !== undefined) return problem;
  if (wants === "unfinished" || wants === "wrong") return told.notCounted;
  return records === undefined ? told.counting : told.matching(records);
}
