import { Badge, Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { recordContextTexts } from "../../texts/record-context.ts";
import { texts } from "../../texts.ts";
import { percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Pair } from "../../ui/pair.tsx";
import { Time } from "../../ui/time.tsx";
import { Writer } from "../../ui/writer.tsx";
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
      <Origin view={view} connection={record.connection} />
    </Section>
  );
}

function Origin({ view, connection }: { view: FieldDetail; connection: string }): ReactNode {
  const { answer, decision, reply, value, owner, writtenBy, labelledCase } = view;
  const isPersons = value !== null && owner !== "fieldwork";
  if (!answer && !decision && !isPersons) return null;
  return (
    <Box mt="sm">
      <dl className="pairs">
        {isPersons && (
          <Pair name={recordContextTexts.writer.name}>
            <Writer writer={writtenBy} connection={connection} />
          </Pair>
        )}
        {labelledCase && <LabelledCase made={labelledCase} connection={connection} />}
        {answer && <AnswerPairs answer={answer} />}
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

function AnswerPairs({ answer }: { answer: NonNullable<FieldDetail["answer"]> }): ReactNode {
  const { evidence, evidenceIn, rejected, provider, model, promptVersion } = answer;
  return (
    <>
      <Pair name={told.answer}>{answerText(answer)}</Pair>
      {evidence && (
        <Pair name={told.evidence}>
          <mark>{evidence}</mark>
          {evidenceIn.length > 0 && ` ${told.evidenceIn(evidenceIn.join(", "))}`}
        </Pair>
      )}
      {rejected.length > 0 && <Pair name={told.rejected}>{rejected.join("; ")}</Pair>}
      <Pair name={told.from}>{told.model(provider, model, promptVersion)}</Pair>
      <Pair name={told.cost}>{costText(answer)}</Pair>
    </>
  );
}

function costText({ isReused, costNanoUsd }: NonNullable<FieldDetail["answer"]>): string {
  if (isReused) return told.reused;
  return costNanoUsd === null ? texts.common.unknown : usdText(costNanoUsd);
}

/** What a correction made of the value, and who says so. */
function LabelledCase({
  made: { expected, answered, by, at },
  connection,
}: {
  made: NonNullable<FieldDetail["labelledCase"]>;
  connection: string;
}): ReactNode {
  const said = recordContextTexts.labelledCase;
  return (
    <Pair name={said.name}>
      {said.made(expected, answered)} {said.by(by, connection)} <Time at={at} />. {said.use}
    </Pair>
  );
}

function answerText({ value, confidence, bestGuess }: NonNullable<FieldDetail["answer"]>): string {
  const sure = told.confidence(percentText(confidence));
  if (value !== null) return `${value} (${sure})`;
  return bestGuess === null ? told.abstained : `${told.abstained}; ${told.bestGuess(bestGuess)}`;
}
