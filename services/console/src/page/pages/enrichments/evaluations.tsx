import type { Reply } from "@fieldwork/contracts/client";
import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { evaluationTexts as told } from "../../texts/evaluations.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { EvaluationFigures } from "./evaluation-figures.tsx";

const Ask = lazy(async () => ({ default: (await import("./ask-evaluation.tsx")).AskEvaluation }));

type Evaluation = Reply<"evaluations.list">["evaluations"][number];

const lookEveryMs = 2000;

interface EvaluationsProps {
  name: string;
  /** Of the route, as the definition has it. */
  route: readonly string[];
  versions: readonly { hash: string; isCurrent: boolean }[];
  /** The one to show; otherwise the newest. */
  shown: string | undefined;
}

/** How often models were right, by version, and the way to ask them again. */
export function Evaluations({ name, shown, ...about }: EvaluationsProps): ReactNode {
  const mayAsk = useMay("evaluations.order");
  const [isAsking, setAsking] = useState(false);
  const list = useApi(
    "evaluations.list",
    { query: { enrichment: name } },
    { everyMs: (reply) => isUnderWay(reply?.evaluations ?? []) && lookEveryMs },
  );
  return (
    <Section
      id="evaluations"
      title={told.title}
      hint={told.hint}
      actions={
        mayAsk && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {told.ask.open}
          </Button>
        )
      }
    >
      <Loaded query={list}>
        {({ evaluations }) => {
          const current = evaluations.find(({ id }) => id === shown) ?? evaluations[0];
          return (
            <>
              <EvaluationRows {...{ name, evaluations }} current={current?.id} />
              {current && <EvaluationFigures key={current.id} id={current.id} />}
            </>
          );
        }}
      </Loaded>
      {isAsking && (
        <Suspense>
          <Ask name={name} {...about} close={() => setAsking(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function isUnderWay(evaluations: readonly Evaluation[]): boolean {
  return evaluations.some(({ open }) => open > 0);
}

function EvaluationRows({
  name,
  evaluations,
  current,
}: {
  name: string;
  evaluations: readonly Evaluation[];
  current: string | undefined;
}): ReactNode {
  return (
    <Rows
      rows={evaluations}
      keyOf={({ id }) => id}
      empty={told.none}
      emptyHint={told.how(name)}
      minWidth={760}
      columns={[
        { title: told.when, cell: ({ orderedAt }) => <Time at={orderedAt} /> },
        { title: told.by, cell: ({ orderedBy }) => orderedBy },
        { title: told.version, isName: true, cell: ({ definitionHash }) => definitionHash },
        { title: told.models, cell: ({ models }) => models.join(", ") },
        {
          title: told.cases,
          isNumber: true,
          cell: ({ ended, open }) =>
            open === 0
              ? countText(ended)
              : told.progress(countText(ended), countText(ended + open)),
        },
        {
          title: told.order,
          cell: (one) =>
            one.id === current ? <Text size="sm">{told.shown}</Text> : <Show {...{ name, one }} />,
        },
      ]}
    />
  );
}

function Show({ name, one }: { name: string; one: Evaluation }): ReactNode {
  return (
    <Button
      variant="default"
      aria-label={told.showNamed(one.definitionHash, one.models.join(", "))}
      renderRoot={(props) => (
        <Link
          to="/enrichments/$name"
          params={{ name }}
          search={(kept) => ({ ...kept, evaluation: one.id })}
          resetScroll={false}
          {...props}
        />
      )}
    >
      {told.show}
    </Button>
  );
}
