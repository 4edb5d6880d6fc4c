import { Button, Group, Stack, Text } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { enrichmentTexts as told } from "../../texts/enrichments.ts";
import { texts } from "../../texts.ts";
import { Page, Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Asked } from "./asked.tsx";
import { type ShownContent, type ShownOutput, shownContent } from "./content.ts";
import { Difference } from "./difference.tsx";
import { Evaluations } from "./evaluations.tsx";
import { fieldWrites } from "./field-writes.ts";
import { TryIt } from "./try-it.tsx";
import { Versions } from "./versions.tsx";

const route = getRouteApi("/signed-in/enrichments/$name");

/** One enrichment: what it writes, its versions and what they cost, and what it would answer now. */
export function EnrichmentPage(): ReactNode {
  const { name } = route.useParams();
  const { from, to, record, evaluation } = route.useSearch();
  const definition = useApi("definitions.show", { params: { name }, query: {} });
  const mayTry = useMay("preview.ask");
  return (
    <Page title={name}>
      <Group mt={-8}>
        <Button
          variant="subtle"
          px={0}
          renderRoot={(props) => <Link to="/enrichments" {...props} />}
        >
          {told.back}
        </Button>
      </Group>
      <Loaded query={definition}>
        {({ content, versions, hash }) => {
          const shown = shownContent(content);
          return (
            <Stack gap="md">
              {shown.description !== undefined && <Text size="sm">{shown.description}</Text>}
              <Outputs content={shown} />
              <Asked name={name} content={shown} />
              <Versions name={name} versions={versions} />
              <Evaluations {...{ name, versions, route: shown.route }} shown={evaluation} />
              {to !== undefined && <Difference {...{ name, from, to, current: hash }} />}
              {mayTry && <TryIt key={name} name={name} content={shown} record={record} />}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Outputs({ content: { outputs, object } }: { content: ShownContent }): ReactNode {
  const { data } = useApi("connections.list", {});
  const written = ({ writes }: ShownOutput) =>
    data && fieldWrites({ object, writes }, data.connections);
  return (
    <Section title={told.outputs.title}>
      <Rows
        rows={outputs}
        keyOf={({ name }) => name}
        empty={told.noOutputs}
        minWidth={860}
        columns={[
          { title: told.output, cell: ({ label }) => label },
          { title: told.field, cell: ({ field }) => field },
          { title: told.of, cell: () => <Whole>{texts.records.object(object ?? "")}</Whole> },
          { title: told.type, cell: ({ type }) => <Whole>{told.types(type)}</Whole> },
          { title: told.outputs.policy, cell: ({ policy }) => told.outputs.policies(policy) },
          {
            title: told.outputs.writes,
            isText: true,
            cell: (output) => <Lines lines={written(output)} none={told.outputs.nowhere} />,
          },
        ]}
      />
    </Section>
  );
}

function Lines({ lines, none }: { lines: readonly string[] | undefined; none: string }): ReactNode {
  if (lines?.length === 0) return none;
  return lines?.map((line) => (
    <Text key={line} size="sm">
      {line}
    </Text>
  ));
}

function Whole({ children }: { children: string }): ReactNode {
  return <span className="nowrap">{children}</span>;
}
