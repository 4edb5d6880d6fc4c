import type { Reply } from "@fieldwork/contracts/client";
import { reasonText } from "@fieldwork/contracts/page";
import { Anchor, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import type { Replay } from "./dead-group.ts";
import { isUnderWay } from "./replay-parts.ts";
import { ReplayProgress } from "./replay-progress.tsx";

const told = texts.replays;

interface ReplaysProps {
  query: UseQueryResult<Reply<"replays.list">, Error>;
  /** The groups that show how their own replay goes. */
  groups: readonly string[];
  /** The one of which is shown what failed anew. */
  shown: string | undefined;
  connection: string | undefined;
}

/** The last replays, with what became of their dead letters. */
export function Replays({ query, groups, shown, connection }: ReplaysProps): ReactNode {
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={query}>
        {({ replays }) => (
          <Stack gap="sm">
            {replays
              .filter((replay) => isUnderWay(replay) && !groups.includes(replay.group))
              .map((replay) => (
                <ReplayProgress key={replay.id} replay={replay} />
              ))}
            <Rows
              rows={replays}
              keyOf={({ id }) => id}
              empty={told.none}
              minWidth={760}
              columns={columns()}
            />
            {shown !== undefined && <FailedAnew id={shown} connection={connection} />}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function columns() {
  const count = (part: keyof Replay["counts"]) => ({
    ...{ title: told.columns[part], isNumber: true },
    cell: ({ counts }: Replay) => countText(counts[part]),
  });
  return [
    {
      title: told.cause,
      cell: ({ cause }: Replay) =>
        texts.common.sentence(reasonText({ code: cause.code, detail: null })),
    },
    { title: told.state, cell: ({ state }: Replay) => told.states[state] },
    count("succeeded"),
    {
      ...{ title: told.columns.failed, isNumber: true },
      cell: ({ id, counts: { failed } }: Replay) =>
        failed === 0 ? countText(failed) : <Failed {...{ id, failed }} />,
    },
    count("sent"),
    count("waiting"),
    {
      ...{ title: told.success, isNumber: true },
      cell: ({ successShare }: Replay) =>
        successShare === null ? told.notYet : percentText(successShare),
    },
    {
      title: told.ordered,
      cell: ({ orderedBy, orderedAt }: Replay) => (
        <>
          {orderedBy}, <Time at={orderedAt} />
        </>
      ),
    },
  ];
}

function Failed({ id, failed }: { id: string; failed: number }): ReactNode {
  return (
    <Anchor
      size="sm"
      underline="always"
      aria-label={told.showFailed(failed)}
      renderRoot={(props) => (
        <Link to="/dead-letters" search={(search) => ({ ...search, replay: id })} {...props} />
      )}
    >
      {countText(failed)}
    </Anchor>
  );
}

/** What failed again in a replay, and whether in the way in which it had failed before. */
function FailedAnew({ id, connection }: { id: string; connection: string | undefined }): ReactNode {
  const query = connection === undefined ? {} : { connection };
  const replay = useApi("replays.show", { params: { id }, query });
  return (
    <section aria-label={told.failedAnew(id)}>
      <Text size="sm" fw={600} pb={4}>
        {told.failedAnew(id)}
      </Text>
      <Loaded query={replay}>
        {({ failedAnew }) => (
          <Rows
            rows={failedAnew}
            keyOf={({ code, shape, isSame }) => `${code} ${shape} ${isSame}`}
            empty={told.noneFailed}
            minWidth={320}
            columns={[
              { title: told.cause, cell: ({ shape }) => texts.common.sentence(shape) },
              { title: told.how, cell: ({ isSame }) => (isSame ? told.asBefore : told.otherwise) },
              { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
