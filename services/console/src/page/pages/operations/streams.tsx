import type { Reply } from "@fieldwork/contracts/client";
import { gapText } from "@fieldwork/contracts/page";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { streamTexts as told, verdictTexts } from "../../texts/verdicts.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { liveMs } from "./standing.tsx";

type Stream = Reply<"operations.show">["streams"][number];

const hintsCounted = 10_000;

/** What CRMs push, where that had gaps, and what of it waits to be read. */
export function Streams(): ReactNode {
  const operations = useApi("operations.show", {}, { everyMs: () => liveMs });
  return (
    <Section id="streams" title={told.title} hint={told.hint}>
      <Loaded query={operations}>
        {({ streams }) => (
          <Rows
            rows={streams}
            keyOf={({ connection, object }) => `${connection} ${object}`}
            empty={told.none}
            minWidth={520}
            columns={[
              { title: verdictTexts.connection, cell: ({ connection }) => connection },
              { title: verdictTexts.object, cell: ({ object }) => texts.records.object(object) },
              {
                title: told.heard,
                cell: ({ heardAt }) => (heardAt === null ? told.calls : <Time at={heardAt} />),
              },
              { title: told.gap, isText: true, cell: Gap },
              { title: told.waiting, isNumber: true, cell: waitingText },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Gap({ gapAt, gap }: Stream): ReactNode {
  if (gapAt === null) return told.noGap;
  return (
    <>
      <Time at={gapAt} />
      {gap !== null && (
        <Text size="xs" c="dimmed">
          {told.why(gapText[gap])}
        </Text>
      )}
    </>
  );
}

function waitingText({ hints }: Stream): string {
  return hints < hintsCounted ? countText(hints) : told.orMore(countText(hints));
}
