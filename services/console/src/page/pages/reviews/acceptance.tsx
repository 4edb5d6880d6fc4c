import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { reachable } from "../../ui/rows.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";

const told = texts.reviews.acceptance;

/** How often people take the answers, by field, model and version. */
export function Acceptance(): ReactNode {
  const acceptance = useApi("acceptance.show", { query: {} });
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={acceptance}>
        {({ rows: all }) => {
          const rows = all.filter(({ decided }) => decided > 0);
          return rows.length === 0 ? (
            <EmptyState title={told.none} />
          ) : (
            <Table.ScrollContainer minWidth={720} scrollAreaProps={reachable}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{told.field}</Table.Th>
                    <Table.Th>{told.model}</Table.Th>
                    <Table.Th>{told.version}</Table.Th>
                    <Table.Th className="numbers">{told.decided}</Table.Th>
                    <Table.Th className="numbers">{told.corrected}</Table.Th>
                    <Table.Th className="numbers">{told.accepted}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((row) => (
                    <Table.Tr
                      key={`${row.enrichment} ${row.field} ${row.model} ${row.definitionHash}`}
                    >
                      <Table.Td>{row.field}</Table.Td>
                      <Table.Td>{row.model ?? texts.common.unknown}</Table.Td>
                      <Table.Td>{row.promptVersion}</Table.Td>
                      <Table.Td className="numbers">{countText(row.decided)}</Table.Td>
                      <Table.Td className="numbers">{countText(row.corrected)}</Table.Td>
                      <Table.Td className="numbers">
                        {row.acceptance
                          ? told.share(
                              percentText(row.acceptance.share),
                              percentText(row.acceptance.low),
                              percentText(row.acceptance.high),
                            )
                          : texts.common.unknown}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          );
        }}
      </Loaded>
    </Section>
  );
}
