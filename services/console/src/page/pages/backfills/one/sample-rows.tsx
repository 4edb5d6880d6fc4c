import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { RecordLink } from "../../../ui/record-link.tsx";
import { Rows } from "../../../ui/rows.tsx";

const told = backfillTexts.sample;
type Member = Reply<"samples.show">["members"][number];
type Proposed = Member["fields"][number];

interface Row {
  member: Member;
  /** Undefined while there is no answer. */
  field: Proposed | undefined;
  isFirst: boolean;
}

/** Each answer beside today's value, and what a write of it would do. */
export function SampleRows({ members }: { members: readonly Member[] }): ReactNode {
  return (
    <Rows
      rows={members.flatMap(rowsOf)}
      keyOf={({ member, field }) => `${member.ref.id} ${field?.field ?? ""}`}
      empty={told.none}
      minWidth={860}
      columns={[
        {
          title: told.record,
          cell: ({ member: { ref, title }, isFirst }) =>
            isFirst && <RecordLink record={ref} label={title ?? ref.id} />,
        },
        { title: told.field, cell: ({ field }) => field?.label },
        { title: told.today, cell: ({ field }) => field && <Today {...field} /> },
        { title: told.answer, cell: (row) => <Answer {...row} /> },
        { title: told.would, cell: ({ field }) => field && wouldText(field) },
      ]}
    />
  );
}

function rowsOf(member: Member): Row[] {
  if (member.fields.length === 0) return [{ member, field: undefined, isFirst: true }];
  return member.fields.map((field, place) => ({ member, field, isFirst: place === 0 }));
}

function Today({ today }: Proposed): ReactNode {
  if (today === undefined) return <Dimmed>{told.hidden}</Dimmed>;
  return today ?? <Dimmed>{told.blank}</Dimmed>;
}

function Answer({ member: { state, problem }, field }: Row): ReactNode {
  if (field === undefined) return <Dimmed>{problem?.detail ?? told.states[state]}</Dimmed>;
  const { value, confidence, evidence, rejected = [] } = field;
  if (value === null)
    return <Dimmed>{rejected.length > 0 ? rejected.join("; ") : told.noAnswer}</Dimmed>;
  return (
    <>
      {value} <Dimmed>({told.sure(confidence)})</Dimmed>
      {evidence !== null && (
        <Text size="xs" c="dimmed" className="two-lines" title={evidence}>
          “{evidence}”
        </Text>
      )}
    </>
  );
}

function wouldText({ decision: { kind, text, needsReview } }: Proposed): string {
  return needsReview ? told.review : told.decided(kind, text);
}

function Dimmed({ children }: { children: ReactNode }): ReactNode {
  return (
    <Text component="span" size="sm" c="dimmed">
      {children}
    </Text>
  );
}
