import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { enrichmentTexts as told } from "../../texts/enrichments.ts";
import { texts } from "../../texts.ts";
import { Page, Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { Proposals } from "./proposals.tsx";

/** The released definitions, and where each of their outputs goes. */
export function Enrichments(): ReactNode {
  const definitions = useApi("definitions.list", {});
  return (
    <Page title={texts.pages.enrichments}>
      <Proposals />
      <Loaded query={definitions}>
        {({ definitions: rows }) =>
          rows.length === 0 ? (
            <EmptyState title={told.none} hint={told.noneHint} />
          ) : (
            rows.map(({ name, hash, releasedAt, releasedBy, outputs }) => (
              <Section key={name} title={name} actions={<Open name={name} />}>
                <Text size="sm" c="dimmed" mb="xs">
                  {told.version(hash)} · {told.releasedBy(releasedBy)} <Time at={releasedAt} />
                </Text>
                <Rows
                  rows={outputs}
                  keyOf={({ field }) => field}
                  empty={told.noOutputs}
                  minWidth={360}
                  columns={[
                    { title: told.output, cell: ({ label }) => label },
                    { title: told.field, cell: ({ field }) => field },
                    { title: told.of, cell: ({ object }) => texts.records.object(object) },
                    { title: told.type, cell: ({ type }) => told.types(type) },
                  ]}
                />
              </Section>
            ))
          )
        }
      </Loaded>
    </Page>
  );
}

function Open({ name }: { name: string }): ReactNode {
  return (
    <Button
      variant="default"
      aria-label={told.openNamed(name)}
      renderRoot={(props) => <Link to="/enrichments/$name" params={{ name }} {...props} />}
    >
      {told.open}
    </Button>
  );
}
