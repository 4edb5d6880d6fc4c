import { type AnsweredOutput, type FieldValues, reasonText } from "@fieldwork/contracts";
import type { DefinedOutput, Trail, TrailAnswer, TrailWork } from "@fieldwork/store/reading";
import type { FieldView } from "./field-views.ts";

/** Where one field's value comes from, and what became of it. */
export interface FieldDetail extends FieldView {
  workId: string | null;
  /** The newest answer; null before there is one. */
  answer: AnswerView | null;
  /** What was decided last; null before that. */
  decision: { decision: string; text: string; at: string } | null;
  /** The CRM's last reply; null before one was asked for. */
  reply: { state: string; text: string | null; at: string | null } | null;
  /** The name of the answer that waits for a person; null if none does. */
  review: string | null;
}

export interface AnswerView {
  value: string | null;
  confidence: number;
  evidence: string | null;
  /** The inputs in which the evidence stands. */
  evidenceIn: string[];
  bestGuess: string | null;
  rejected: string[];
  provider: string | null;
  model: string | null;
  promptVersion: string;
  definitionHash: string | null;
  /** Of the whole answer, with its other fields; null where it is not known. */
  costNanoUsd: string | null;
  /** It was known already and cost nothing this time. */
  isReused: boolean;
  answeredAt: string | null;
}

export interface Defined {
  defined: readonly DefinedOutput[];
  views: readonly FieldView[];
}

/** The fields of one record with all that is known of each. Pure. */
export function fieldDetails({ record, work }: Trail, { defined, views }: Defined): FieldDetail[] {
  return views.map((view) => {
    const name = defined.find((one) => one.field === view.field)?.name ?? view.field;
    const own = work.find(({ enrichment }) => enrichment === view.enrichment);
    return { ...view, ...detailOf({ own, name, field: view.field, inputs: record.fields }) };
  });
}

interface Asked {
  own: TrailWork | undefined;
  name: string;
  field: string;
  inputs: FieldValues;
}

function detailOf({ own, name, field, inputs }: Asked): Omit<FieldDetail, keyof FieldView> {
  const output = own?.answer?.outputs?.[name];
  const decision = own?.decisions.findLast((one) => one.field === field);
  const intent = own?.intents.findLast((one) => one.field === field);
  const review = own?.reviews.find((one) => one.field === field);
  return {
    workId: own?.workId ?? null,
    answer:
      own?.answer && output
        ? { ...answerView(own.answer, output, inputs), isReused: own.reused }
        : null,
    decision: decision
      ? { decision: decision.decision, text: reasonText(decision.reason), at: decision.decidedAt }
      : null,
    reply: intent
      ? {
          ...{ state: intent.state, at: intent.closedAt },
          text: intent.reason && reasonText(intent.reason),
        }
      : null,
    review: own && review ? `${own.workId}.${field}.${review.generation}` : null,
  };
}

function answerView(
  answer: TrailAnswer,
  output: AnsweredOutput,
  inputs: FieldValues,
): Omit<AnswerView, "isReused"> {
  const { evidence, bestGuess = null, rejected = [] } = output;
  const { provider, model, promptVersion, definitionHash, costNanoUsd, answeredAt } = answer;
  return {
    ...{ value: output.value, confidence: output.confidence, evidence, bestGuess, rejected },
    evidenceIn: evidence === null ? [] : inputsWith(evidence, inputs),
    ...{ provider, model, promptVersion, definitionHash, costNanoUsd, answeredAt },
  };
}

function inputsWith(evidence: string, inputs: FieldValues): string[] {
  return Object.entries(inputs)
    .filter(([, value]) => value?.includes(evidence))
    .map(([name]) => name);
}
