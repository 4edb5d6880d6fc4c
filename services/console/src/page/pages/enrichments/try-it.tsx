import { Button, Group, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { Section } from "../../ui/page.tsx";
import type { ShownContent } from "./content.ts";
import { RecordChoice } from "./record-choice.tsx";
import { TryAnswer } from "./try-answer.tsx";
import { useTry } from "./use-try.ts";

const told = enrichmentTexts.tryIt;

interface TryItProps {
  name: string;
  content: ShownContent;
  /** As `connection/object/id`; the address has it. */
  record: string | undefined;
}

/** Asks a model about one record, to look at the answer. Leaving the page ends the call. */
export function TryIt({ name, content, record }: TryItProps): ReactNode {
  const { object, route, outputs } = content;
  const navigate = useNavigate();
  const [model, setModel] = useState<string | null>(null);
  const { current, ask, stop, forget } = useTry();
  const [connection = "", , ...id] = record?.split("/") ?? [];
  const mayAsk = useMay("preview.ask", connection);
  const isAsking = current?.phase === "asking";
  const choose = (chosen: string | undefined) => {
    if (chosen !== record) forget();
    void navigate({
      to: "/enrichments/$name",
      params: { name },
      search: ({ record: _, ...kept }) =>
        chosen === undefined ? kept : { ...kept, record: chosen },
      ...{ replace: true, resetScroll: false },
    });
  };
  return (
    <Section title={told.title} hint={told.hint}>
      <Group gap="sm" align="flex-end">
        <RecordChoice object={object ?? ""} value={record} onChange={choose} />
        {route.length > 1 && (
          <Select
            label={told.model}
            placeholder={told.route}
            data={route}
            value={model}
            clearable
            onChange={setModel}
          />
        )}
        {isAsking ? (
          <Button size="sm" variant="default" onClick={stop}>
            {told.stop}
          </Button>
        ) : (
          <Button
            size="sm"
            disabled={record === undefined || !mayAsk}
            onClick={() =>
              ask({
                ...{ enrichment: name, connection, record: id.join("/") },
                ...(model !== null && { model }),
              })
            }
          >
            {told.ask}
          </Button>
        )}
      </Group>
      {current && <TryAnswer current={current} outputs={outputs} />}
    </Section>
  );
}
