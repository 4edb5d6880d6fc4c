import { SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

/** How much work is where. */
export function LineFigures(): ReactNode {
  const line = useApi("line.show", {});
  return (
    <Section title={texts.home.line}>
      <Loaded query={line}>
        {(counts) => (
          <SimpleGrid cols={{ base: 2, sm: 5 }} component="dl" className="plain">
            <Figure name={texts.home.working} value={counts.pending} />
            <Figure name={texts.home.waitsForMoney} value={counts.waitingForBudget} />
            <Figure
              name={texts.home.waitsForCrm}
              value={counts.waitingForCrm + counts.waitingForField}
            />
            <Figure name={texts.home.finished} value={counts.finished} />
            <Figure name={texts.home.total} value={counts.total} />
          </SimpleGrid>
        )}
      </Loaded>
    </Section>
  );
}

function Figure({ name, value }: { name: string; value: number }): ReactNode {
  return (
    <div className="figure">
      <Text component="dd" fz="xl" fw={600} m={0}>
        {countText(value)}
      </Text>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
    </div>
  );
}
