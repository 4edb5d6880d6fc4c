import {
  type AnsweredOutputs,
  type AskedAnswer,
  type AskedPrompt,
  reasonText,
  recordKey,
} from "@fieldwork/contracts";
import {
  type Definitions,
  type Enrichment,
  missingInput,
  missingInputReason,
} from "@fieldwork/enrichments";
import { findPlace, type GenerateRequest, type ModelLayer, maskText } from "@fieldwork/models";
import { AppError, delay, type ErrorCode, type Logger } from "@fieldwork/runtime";
import { type Database, type HoldMirror, listClosedLanes } from "@fieldwork/store";
import {
  type CalledUsage,
  type ClaimedOrderedAsk,
  findAskedUsage,
  tellOrderedAsk,
} from "@fieldwork/store/ordered-asks";
import type { CaptureKeeper } from "../capture-keeper.ts";
import type { EnricherConfig } from "../config.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { keptContentOf } from "../kept-content.ts";
import type { ModelHealth } from "../model-health.ts";
import { type Prompt, permitsOf, policyOf, renderPrompt } from "../render-prompt.ts";
import { unlessHeld } from "../unless-held.ts";
import { askAgain, callIdsOf } from "./ask-again.ts";
import { findEvaluated, keepEvaluated } from "./evaluated-answer.ts";
import { createPartialAnswers } from "./partial-answers.ts";
import type { ProposedDefinitions } from "./proposed-definitions.ts";

export interface OrderedAskDeps {
  config: Pick<
    EnricherConfig,
    "CALL_DEADLINE_MS" | "ATTEMPT_TIMEOUT_MS" | "FIRST_TOKEN_TIMEOUT_MS" | "CHUNK_TIMEOUT_MS"
  >;
  database: Database;
  models: ModelLayer;
  holds: Pick<HoldMirror, "find">;
  health: Pick<ModelHealth, "openModels">;
  definitions: Pick<Definitions, "load" | "named">;
  captures: Pick<CaptureKeeper, "keep">;
  proposed: ProposedDefinitions;
  logger: Logger;
}

/** An ask and whose claim it is. */
export interface OrderedAskClaim {
  ask: ClaimedOrderedAsk;
  token: string;
}

/**
 * Asks what a person ordered, and tells the prompt, the growing answer and the whole one. It passes the same
 * layer as every call: holds, budgets, admission, checks and one repair. Nothing is kept that work would use.
 *
 * @throws AppError why there is no answer.
 */
export async function answerOrderedAsk(
  deps: OrderedAskDeps,
  { ask, token }: OrderedAskClaim,
  signal: AbortSignal,
): Promise<void> {
  const { database, logger } = deps;
  const tell = (news: Parameters<typeof tellOrderedAsk>[2]) =>
    tellOrderedAsk(database, { id: ask.id, token }, news);
  const enrichment = await definitionOf(deps, ask);
  const prompt = promptOf(enrichment, ask);
  const fingerprint = fingerprintOf(enrichment, prompt);
  const evaluated =
    ask.purpose === "evaluate" && ask.model !== null
      ? { enrichment, prompt, model: ask.model }
      : undefined;
  const known = evaluated && ask.usesKnown && (await findEvaluated(database, evaluated));
  if (known) {
    await tell({ answer: answerOf(known, prompt, fingerprint) });
    return;
  }
  const route = await routeOf(deps, enrichment, ask);
  if (ask.purpose === "preview") await tell({ prompt: told(prompt) });
  const partials = createPartialAnswers({ tell: (partial) => tell({ partial }), logger });
  const request = requestOf(deps, { ask, enrichment, prompt, route });
  const isShown = ask.purpose === "preview";
  const generate = (callId: string) =>
    deps.models.generate({ ...request, callId, ...(isShown && { onText: partials.grow }) }, signal);
  const answering = evaluated ? askAgain(ask.id, generate, { signal }) : generate(ask.id);
  const result = await answering.finally(() => partials.end());
  // What costs nothing is measured each time.
  if (evaluated && result.costNanoUsd > 0n) await keepEvaluated(database, evaluated, result);
  await tell({ answer: answerOf(result.outputs, prompt, fingerprint) });
}

const settleEveryMs = 30;
const mostLooks = 40;

/** What it used and is charged, once that is stored: a settlement may be on its way with others. */
export async function usageOf(
  { models, database }: OrderedAskDeps,
  id: string,
): Promise<CalledUsage["usage"] | null> {
  await models.flush();
  for (let look = 1; ; look += 1) {
    const called = await findAskedUsage(database, callIdsOf(id));
    if (called === undefined) return null;
    if (called.unsettled === 0 || look === mostLooks) return called.usage;
    await delay(settleEveryMs);
  }
}

async function definitionOf(
  { definitions, proposed }: OrderedAskDeps,
  { enrichment: name, definitionHash }: ClaimedOrderedAsk,
): Promise<Enrichment> {
  await definitions.load([{ enrichment: name, definitionHash }]);
  const enrichment =
    definitions.named(name, definitionHash) ??
    (await proposed.find({ name, hash: definitionHash }));
  if (enrichment) return enrichment;
  throw refused(`no definition ${definitionHash} of ${name} can be read here`);
}

function promptOf(enrichment: Enrichment, { record, ref }: ClaimedOrderedAsk): Prompt {
  const name = ref === null ? "the case" : recordKey(ref);
  if (record === null) throw refused(`no read has brought ${name}`, "not_found");
  if (record.deleted) throw refused(`${name} is deleted in its CRM`, "not_found");
  const prompt = renderPrompt(enrichment, record.fields);
  const seen = Object.keys(record.fields).map((field) => [field, prompt.fields[field] ?? null]);
  const missing = missingInput(enrichment, Object.fromEntries(seen));
  if (missing === undefined) return prompt;
  throw refused(`${name} is not asked: ${reasonText(missingInputReason(missing))}`);
}

function told({ masks: _, ...prompt }: Prompt): AskedPrompt {
  return prompt;
}

/** The models to ask: none that is not in the route, and none that rests. */
async function routeOf(
  { health, database }: OrderedAskDeps,
  { name, route }: Enrichment,
  { model, purpose }: Pick<ClaimedOrderedAsk, "model" | "purpose">,
): Promise<readonly string[]> {
  // An evaluation may be about a model that is not asked yet.
  if (model !== null && purpose === "evaluate") return [model];
  if (model !== null && !route.includes(model)) {
    throw refused(`${model} is not in the route of ${name}: name one of ${route.join(", ")}`);
  }
  const wanted = model === null ? route : [model];
  const open = health.openModels(wanted);
  if (open.length > 0) return open;
  const lanes = (await listClosedLanes(database)).filter((lane) =>
    wanted.some((one) => one === lane.name || one.startsWith(`${lane.name}/`)),
  );
  const closed = lanes.map(
    (lane) =>
      `${lane.name} rests until ${lane.closedUntil.toISOString()}: ${reasonText(lane.reason)}`,
  );
  // It may have opened since.
  if (closed.length === 0) return wanted;
  throw new AppError(closed.join("; "), { code: "model_unavailable", retryable: true });
}

interface Question {
  ask: ClaimedOrderedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  route: readonly string[];
}

function requestOf(
  { config, holds, captures }: OrderedAskDeps,
  { ask, enrichment, prompt, route }: Question,
): GenerateRequest {
  const { id, ref, purpose, backfillId, orderedBy } = ask;
  const record = ask.record?.fields ?? {};
  // Nobody who wants work wants this; of a backfill, a hold of it covers its sample.
  const wantedBy = backfillId === null ? [] : [backfillId];
  return {
    ...prompt,
    callId: id,
    workId: null,
    ...{ wantedBy, purpose, route },
    task: enrichment.name,
    promptVersion: enrichment.promptVersion,
    outputs: enrichment.outputs,
    permits: permitsOf(enrichment),
    routing: { afterRefusal: enrichment.routing?.afterRefusal },
    policy: policyOf(enrichment),
    // A labelled case is no record: what is captured has to be erased with one.
    kept: ref
      ? keptContentOf(enrichment, { callId: id, purpose, ref, record }, captures)
      : undefined,
    maxOutputTokens: enrichment.maxOutputTokens,
    deadlineMs: config.CALL_DEADLINE_MS,
    attemptTimeoutMs: config.ATTEMPT_TIMEOUT_MS,
    firstTokenTimeoutMs: config.FIRST_TOKEN_TIMEOUT_MS,
    chunkTimeoutMs: config.CHUNK_TIMEOUT_MS,
    connection: ref?.connection ?? null,
    record: ref ? recordKey(ref) : undefined,
    orderedBy,
    // Nobody waits for one case of many.
    workClass: purpose === "evaluate" ? "backfill" : "interactive",
    beforeSend: unlessHeld(holds, { ref, enrichment: enrichment.name, wantedBy }),
  };
}

function answerOf(
  outputs: AnsweredOutputs,
  { fields, masks }: Prompt,
  fingerprint: string,
): AskedAnswer {
  const places = Object.entries(outputs).map(([name, { evidence }]) => [
    name,
    (evidence === null ? undefined : findPlace(fields, maskText(evidence, masks))) ?? null,
  ]);
  return { outputs, places: Object.fromEntries(places), fingerprint };
}

function refused(message: string, code: ErrorCode = "request_invalid"): AppError {
  return new AppError(message, { code, retryable: false });
}
