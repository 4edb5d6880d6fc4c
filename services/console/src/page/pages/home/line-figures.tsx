import { SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

// It looks at as many rows as it counts, so it is not read again with each change.
const everyMs = 10_000;

/** How much work is where. */
export function LineFigures(): ReactNode {
  const line = useApi("line.show", {}, { everyMs: () => everyMs });
  return (
    <Section title={texts.home.line}>
      <Loaded query={line}>
        {({ capped, ...counts }) => {
          const least = (name: string) => capped.includes(name);
          return (
            <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" className="plain">
              <Figure name={texts.home.working} value={counts.pending} isLeast={least("pending")} />
              <Figure
                name={texts.home.waitsForMoney}
                value={counts.waitingForBudget}
                isLeast={least("waitingForBudget")}
              />
              <Figure
                name={texts.home.waitsForCrm}
                value={counts.waitingForCrm + counts.waitingForField}
                isLeast={least("waitingForField")}
              />
              <Figure
                name={texts.home.finished}
                value={counts.finished}
                isLeast={least("finished")}
              />
            </SimpleGrid>
          );
        }}
      </Loaded>
    </Section>
  );
}

interface FigureProps {
  name: string;
  value: number;
  /** There may be more. */
  isLeast: boolean;
}

function Figure({ name, value, isLeast }: FigureProps): ReactNode {
  return (
    <div className="figure">
      <Text component="dd" fz="xl" fw={600} m={0}>
        {isLeast ? texts.home.orMore(countText(value)) : countText(value)}
      </Text>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
    </div>
  );
}
