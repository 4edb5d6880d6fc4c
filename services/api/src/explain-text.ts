import {
  type AnsweredOutput,
  heldByText,
  reasonText,
  recordKey,
  traceIdOf,
  usdFromNano,
} from "@fieldwork/contracts";
import type { ConnectionRest } from "@fieldwork/store";
import type {
  DeadEvent,
  Trail,
  TrailAnswer,
  TrailCall,
  TrailOrder,
  TrailWork,
} from "@fieldwork/store/reading";

/** The trail of one record from change to write, in words, or why a field is blank. Pure. */
export function explainText(
  { record, work, ledger, ownerChanges, modelHolds }: Trail,
  rest?: Pick<ConnectionRest, "until" | "message" | "toldService">,
): string {
  const lines = [
    `${recordKey(record.ref)}${record.deleted ? " (deleted in the CRM)" : ""}`,
    ...(rest ? [restLine(rest)] : []),
    ...modelHolds.map((hold) => `  held       ${heldByText(hold)}`),
    `  changed    ${iso(record.vendorAt)} by the CRM's clock; the read that saw it began ${iso(record.readAt)}`,
    `  inputs     ${inputsText(record.fields)}`,
  ];
  for (const one of work) lines.push("", ...workLines(one));
  if (work.length === 0) lines.push("", "No enrichment is defined for this kind of record.");
  if (ledger.length > 0) lines.push("", "Who owns the values in the CRM");
  for (const { field, owner, value, answerId, recordedAt } of ledger) {
    const from = answerId === null ? "" : `, last written from answer ${answerId}`;
    lines.push(
      `  ${field.padEnd(14)} ${owner.padEnd(18)} ${iso(recordedAt)}  ${quoted(value)}${from}`,
    );
  }
  if (ownerChanges.length > 0) lines.push("", "Manual edits");
  for (const { field, fromOwner, toOwner, value, noticedAt } of ownerChanges) {
    lines.push(
      `  ${field.padEnd(14)} ${iso(noticedAt)}  ${fromOwner ?? "nobody"} → ${toOwner}  ${quoted(value)}`,
    );
  }
  return lines.join("\n");
}

function restLine({
  until,
  message,
  toldService,
}: Pick<ConnectionRest, "until" | "message" | "toldService">) {
  return `  resting    the connection rests until ${iso(until)}; the ${toldService} was told: ${message}`;
}

/** Events about a record that could not be handled, newest first, each with its reason. */
export function deadLettersText(deadLetters: readonly DeadEvent[]): string {
  const lines = deadLetters.map(({ topic, group, reason, failedAt }) => {
    const where = group === null ? "not published" : `not handled by the ${group}`;
    return `  ${iso(failedAt)}  ${topic}, ${where}: ${reasonText(reason)}`;
  });
  return ["Dead letters", ...lines].join("\n");
}

function workLines(work: TrailWork): string[] {
  return [
    `${work.enrichment}: ${stateText(work)}`,
    `  work       ${work.workId}, generation ${work.runningGeneration ?? 0} of ${work.wantedGeneration} wanted, input hash ${work.inputHash}`,
    `  trace      ${traceIdOf(work.traceparent ?? undefined) ?? "-"}`,
    ...callLines(work),
    ...answerLines(work.answer, work),
    ...work.orders.map(orderLine),
    ...work.decisions.map(
      ({ field, decision, reason, decidedAt }) =>
        `  decided    ${iso(decidedAt)}  ${field}: ${decision} (${reasonText(reason)})`,
    ),
    ...work.reviews.map(
      ({ field, generation, reason, openedAt }) =>
        `  review     ${iso(openedAt)}  ${field}, generation ${generation}: waiting for a person (${reasonText(reason)})`,
    ),
    ...work.intents.map(
      ({ field, state, beforeValue, afterValue, reason, openedAt }) =>
        `  CRM        ${iso(openedAt)}  ${field}: ${state === "settled" ? "written" : state}, ${quoted(beforeValue)} → ${quoted(afterValue)}${reason ? `; ${reasonText(reason)}` : ""}`,
    ),
  ];
}

function orderLine({ orderedAt, field, kind, value, by, run, state, reason }: TrailOrder): string {
  const writes = kind === "approve" || kind === "correct" || kind === "undo";
  const wanted = writes ? `${kind}, ${quoted(value)}` : kind;
  const why = reason ? ` (${reasonText(reason)})` : "";
  return `  ordered    ${iso(orderedAt)}  ${field}: ${wanted}, by ${by}${run ? ` in ${run}` : ""}: ${state}${why}`;
}

/** The state of the work, and what it waits for: why a field is blank now. */
function stateText(work: TrailWork): string {
  const reason = waitText(work);
  switch (work.state) {
    case "ready":
      return `waiting to be asked since ${iso(work.wantedAt)}${reason}${dueText(work)}`;
    case "dispatched":
      return `waiting in the lane ${work.lane}${reason}${work.laneClosedUntil ? `, which is closed until ${iso(work.laneClosedUntil)}` : ""}`;
    case "asking":
      return "is being asked now";
    case "answered":
      return `answered, waiting to be written${reason}${dueText(work)}`;
    case "writing":
      return "is being written now";
    case "review":
      return `waiting for a person${reason}`;
    case "written":
      return `written ${work.finishedAt ? iso(work.finishedAt) : ""}`;
    case "previewed":
      return "previewed: what would be written waits for --write";
    case "skipped":
      return `nothing written${reason}`;
    case "superseded":
      return "nothing to ask: the record was edited back to inputs that were already answered";
    case "dead":
      return `dead letter${reason}`;
    default:
      return work.state satisfies never;
  }
}

/** A hold is why it waits, whatever reason was given before. */
function waitText({ state, reason, hold }: TrailWork): string {
  const isWaiting = state === "ready" || state === "dispatched" || state === "answered";
  if (isWaiting && hold) return `: held: ${heldByText(hold)}`;
  return reason === null ? "" : `: ${reasonText(reason)}`;
}

function dueText({ dueAt, failures, hold }: TrailWork): string {
  const tries = failures > 0 ? `, ${failures} failed so far` : "";
  if (dueAt === null) return `, not before the CRM shows it${tries}`;
  return dueAt.getTime() > Date.now() && !hold ? `, not before ${iso(dueAt)}${tries}` : tries;
}

function callLines({ calls, reused, answer }: TrailWork): string[] {
  const lines = calls.map(callLine);
  if (!answer || calls.some(({ purpose }) => purpose === "work")) return lines;
  const whose = reused ? `asked by work ${answer.paidByWorkId}` : "asked before";
  return [...lines, `  call       none: the answer was known, ${whose}`];
}

function callLine({
  purpose,
  attempt,
  kind,
  provider,
  model,
  outcome,
  isReleased,
  sent,
  passedOver,
  startedAt,
  ...money
}: TrailCall): string {
  const cost =
    money.costNanoUsd === null
      ? `unknown, ${usd(money.reservedNanoUsd)} stay charged`
      : usd(money.costNanoUsd);
  return `  call       ${iso(startedAt)}  ${purpose === "work" ? "" : `for a ${purpose}, `}attempt ${attempt} (${kind}) ${provider}/${model}: ${outcome ?? "no outcome yet"}, ${cost}${isReleased ? ", released by a person" : ""}${leftText(sent, outcome)}${passedOverText(passedOver ?? [])}`;
}

/** The models that the call was not made to, and why. */
function passedOverText(passedOver: NonNullable<TrailCall["passedOver"]>): string {
  return passedOver.map(({ model, why }) => `; ${model} was passed over: ${why}`).join("");
}

/** What left with a call, to where, and what was masked. */
function leftText(sent: TrailCall["sent"], outcome: string | null): string {
  if (outcome === "admission_refused") return "; it was not sent";
  return sent === null ? "" : sentText(sent);
}

function sentText({ fields, region, policy }: NonNullable<TrailCall["sent"]>): string {
  if (fields.length === 0) return "; no field left";
  const where = region === null ? "" : ` to ${region}`;
  const [masked, arm] = policy?.split("/") ?? [];
  const rule = masked === undefined ? "" : `, masked by ${masked}`;
  const tried = arm === undefined ? "" : `, in the arm "${arm}" of an experiment`;
  return `; ${fields.join(", ")} left${where}${rule}${tried}`;
}

function answerLines(answer: TrailAnswer | null, { fingerprint }: TrailWork): string[] {
  if (!answer) return fingerprint ? [`  fingerprint ${fingerprint}, no answer`] : [];
  const { id, provider, model, promptVersion, definitionHash, outputs } = answer;
  const versions = `prompt version ${promptVersion}, definition ${definitionHash ?? "unnamed"}`;
  const head = `  answer     ${id} to fingerprint ${fingerprint}, ${versions}, ${provider}/${model}`;
  const values = Object.entries(outputs ?? {}).map(([name, output]) =>
    output.value === null
      ? `    ${name}: blank, ${blankText(output)}${output.bestGuess ? ` (it would have said ${output.bestGuess})` : ""}, confidence ${output.confidence.toFixed(2)}${fixesText(output.fixes)}`
      : `    ${name}: ${quoted(output.value)}, confidence ${output.confidence.toFixed(2)}, evidence ${quoted(output.evidence)}${fixesText(output.fixes)}`,
  );
  return [head, ...values];
}

function blankText({ rejected }: AnsweredOutput): string {
  return reasonText(
    rejected === undefined
      ? { code: "abstained", detail: null }
      : { code: "rejected", detail: { problems: rejected } },
  );
}

function fixesText(fixes: readonly string[] | undefined): string {
  return fixes === undefined ? "" : `, fixed first: ${fixes.join(", ")}`;
}

function inputsText(fields: Trail["record"]["fields"]): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} ${quoted(value)}`)
    .join(", ");
}

const quotedChars = 160;

function quoted(text: string | null): string {
  if (text === null) return "blank";
  const line = text.replace(/\s+/g, " ");
  return JSON.stringify(line.length > quotedChars ? `${line.slice(0, quotedChars)}…` : line);
}

/** The store returns times within JSON as text in its own format. */
function iso(at: Date | string): string {
  return new Date(at).toISOString();
}

function usd(nano: string): string {
  return `$${usdFromNano(BigInt(nano)).toFixed(6)}`;
}
