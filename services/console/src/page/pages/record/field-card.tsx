import { Badge, Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Pair } from "../../ui/pair.tsx";
import { Time } from "../../ui/time.tsx";
import { FieldActions } from "./field-actions.tsx";
import type { FieldDetail, RecordParams } from "./record-params.ts";

const told = texts.record;
const colours = { fieldwork: "indigo", person: "teal", "cleared-by-person": "gray" } as const;

/** One field: its value and whose it is, why it says so, and what one can do about it. */
export function FieldCard({
  record,
  view,
}: {
  record: RecordParams;
  view: FieldDetail;
}): ReactNode {
  const { label, value, owner, isPinned, note, since } = view;
  return (
    <Section title={label} actions={<FieldActions record={record} view={view} />}>
      <Group gap="xs" align="center">
        <Text fw={value === null ? 400 : 600} c={value === null ? "dimmed" : ""} className="breaks">
          {value ?? texts.records.blank}
        </Text>
        {owner !== null && <Badge color={colours[owner]}>{texts.records.owners[owner]}</Badge>}
        {isPinned && <Badge color="grape">{texts.records.pinned}</Badge>}
        {since !== null && (
          <Text size="xs" c="dimmed">
            <Time at={since} />
          </Text>
        )}
      </Group>
      {note !== null && (
        <Text size="sm" mt={4} className="breaks">
          {value === null ? texts.records.blankBecause(note) : texts.record.also(note)}
        </Text>
      )}
      <Origin view={view} />
    </Section>
  );
}

function Origin({ view: { answer, decision, reply } }: { view: FieldDetail }): ReactNode {
  if (!answer && !decision) return null;
  return (
    <Box mt="sm">
      <dl className="pairs">
        {answer && <Pair name={told.answer}>{answerText(answer)}</Pair>}
        {answer?.evidence && (
          <Pair name={told.evidence}>
            <mark>{answer.evidence}</mark>
            {answer.evidenceIn.length > 0 && ` ${told.evidenceIn(answer.evidenceIn.join(", "))}`}
          </Pair>
        )}
        {answer && answer.rejected.length > 0 && (
          <Pair name={told.rejected}>{answer.rejected.join("; ")}</Pair>
        )}
        {answer && (
          <Pair name={told.from}>
            {told.model(answer.provider, answer.model, answer.promptVersion)}
          </Pair>
        )}
        {answer && (
          <Pair name={told.cost}>
            {answer.isReused
              ? told.reused
              : answer.costNanoUsd === null
                ? texts.common.unknown
                : usdText(answer.costNanoUsd)}
          </Pair>
        )}
        {decision && (
          <Pair name={told.decision}>
            {told.decided(decision.decision, decision.text)} · <Time at={decision.at} />
          </Pair>
        )}
        {reply && (
          <Pair name={told.reply}>
            {told.replies(reply.state, reply.text)}
            {reply.at !== null && (
              <>
                {" · "}
                <Time at={reply.at} />
              </>
            )}
          </Pair>
        )}
      </dl>
    </Box>
  );
}

function answerText({ value, confidence, bestGuess }: NonNullable<FieldDetail["answer"]>): string {
  const sure = told.confidence(percentText(confidence));
  if (value !== null) return `${value} (${sure})`;
  return bestGuess === null ? told.abstained : `${told.abstained}; ${told.bestGuess(bestGuess)}`;
}
