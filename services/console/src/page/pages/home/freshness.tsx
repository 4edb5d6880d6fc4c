import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { type Constraint, constraintPlace, constraintText } from "./constraint.ts";

/** Whether live changes are written as soon as promised, and what keeps them from it. */
export function Freshness(): ReactNode {
  const freshness = useApi("freshness.list", {});
  return (
    <Section id="freshness" title={texts.home.freshness}>
      <Loaded query={freshness}>
        {({ enrichments }) =>
          enrichments.length === 0 ? (
            <EmptyState title={texts.home.noObjectives} />
          ) : (
            <Stack gap="sm">
              {enrichments.map(({ enrichment, objective, burn, isMissed, overdue, constraint }) => (
                <div key={enrichment}>
                  <Group gap="xs">
                    <Text fw={600} size="sm">
                      {enrichment}
                    </Text>
                    <Text size="sm">{texts.home.objective(objective.share, objective.within)}</Text>
                    <Badge color={isMissed ? "red" : "green"}>
                      {isMissed ? texts.home.freshnessMissed : texts.home.freshnessKept}
                    </Badge>
                  </Group>
                  <Text size="sm" c="dimmed">
                    {texts.home.burn(burn.short, burn.long)}. {texts.home.overdue(overdue)}.
                    {constraint && (
                      <>
                        {` ${texts.home.waitFor} `}
                        <WaitsFor constraint={constraint} />
                      </>
                    )}
                  </Text>
                </div>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  );
}

/** What changes wait for, which leads to where it stands. */
export function WaitsFor({ constraint }: { constraint: Constraint }): ReactNode {
  return (
    <Anchor
      size="sm"
      underline="always"
      renderRoot={(props) => <Link {...constraintPlace(constraint)} {...props} />}
    >
      {constraintText(constraint)}
    </Anchor>
  );
}
