import {
  type AnsweredOutput,
  type FieldValues,
  reasonText,
  type WorkState,
} from "@fieldwork/contracts";
import type { DefinedOutput, RecordState, StateLedger, StateWork } from "@fieldwork/store/reading";

/** One field that an enrichment writes, as it stands. */
export interface FieldView {
  field: string;
  label: string;
  enrichment: string;
  value: string | null;
  /** Null while nobody has written it. */
  owner: StateLedger["owner"] | null;
  isPinned: boolean;
  /** Of the answer that was written, while the value is ours. */
  confidence: number | null;
  /** Since when its value and its owner are known. */
  since: string | null;
  /** Of the work; null before it was wanted. */
  state: WorkState | null;
  /** Why it is blank, or what it waits for, in a sentence; null where a value stands and nothing is under way. */
  note: string | null;
}

export interface Seen {
  outputs: FieldValues;
  /** Undefined for a record that has gone meanwhile. */
  state: RecordState | undefined;
  isDeleted: boolean;
}

/** The fields that these definitions write to one record, in their order. Pure. */
export function fieldViews(defined: readonly DefinedOutput[], seen: Seen): FieldView[] {
  return defined.map((output) => fieldView(output, seen));
}

function fieldView(output: DefinedOutput, { outputs, state, isDeleted }: Seen): FieldView {
  const { field, label, enrichment } = output;
  const ledger = state?.ledger.find((one) => one.field === field);
  const work = state?.work.find((one) => one.enrichment === enrichment);
  const value = currentValue(field, { outputs, state, ledger });
  const isOurs = ledger?.owner === "fieldwork" && value !== null;
  return {
    ...{ field, label, enrichment, value },
    owner: ledger?.owner ?? null,
    isPinned: ledger?.pinned ?? false,
    confidence: isOurs ? (ledger.outputs?.[output.name]?.confidence ?? null) : null,
    since: ledger?.recordedAt ?? null,
    state: work?.state ?? null,
    note: isDeleted ? null : noteOf(work, { output, value, ledger }),
  };
}

interface Known {
  outputs: FieldValues;
  state: RecordState | undefined;
  ledger: StateLedger | undefined;
}

/** What was written after the newest read is not in it yet. */
function currentValue(field: string, { outputs, state, ledger }: Known): string | null {
  const read = outputs[field] ?? null;
  if (ledger === undefined || state === undefined) return read;
  return Date.parse(ledger.recordedAt) > Date.parse(state.readAt) ? ledger.value : read;
}

// In review others of its fields wait than this one.
const settled: readonly WorkState[] = ["written", "superseded", "review"];

function noteOf(
  work: StateWork | undefined,
  {
    output,
    value,
    ledger,
  }: { output: DefinedOutput; value: string | null } & Pick<Known, "ledger">,
): string | null {
  if (work === undefined) return value === null ? "nobody has wanted it yet" : null;
  if (value === null && ledger?.owner === "cleared-by-person") return "a person cleared it";
  const review = work.reviews.find(({ field }) => field === output.field);
  if (review) return `waits for a person: ${reasonText(review.reason)}`;
  if (!settled.includes(work.state)) return stateNote(work);
  return value === null ? blankNote(work.outputs?.[output.name]) : null;
}

/** What work that is not written waits for, or ended with. */
function stateNote({ state, reason }: StateWork): string {
  const why = reason === null ? "" : `: ${reasonText(reason)}`;
  switch (state) {
    case "ready":
      return `waits to be asked${why}`;
    case "dispatched":
      return `waits for the model${why}`;
    case "asking":
      return "is being asked now";
    case "answered":
      return `is answered and waits to be written${why}`;
    case "writing":
      return "is being written now";
    case "previewed":
      return "is only previewed: writing is not switched on";
    case "skipped":
      return `was left as it is${why}`;
    case "dead":
      return `failed for good${why}`;
    default:
      return state;
  }
}

function blankNote(output: AnsweredOutput | undefined): string {
  if (output === undefined) return "there is no answer";
  if (output.value !== null) return "the answer was not written";
  if (output.rejected === undefined) return "the model gave no answer: the record does not say it";
  return reasonText({ code: "rejected", detail: { problems: output.rejected } });
}
