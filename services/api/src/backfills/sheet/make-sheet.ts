import { type SheetAutomations, type SheetFigures, sheetFigures } from "@fieldwork/contracts/api";
import { type Enrichment, releasedEnrichment, renderInstructions } from "@fieldwork/enrichments";
import { questionBytes } from "@fieldwork/models";
import { AppError, stableHash } from "@fieldwork/runtime";
import { type Db, findDefinitions } from "@fieldwork/store";
import { findAutomationReading, orderAutomationReading } from "@fieldwork/store/automations";
import {
  type Backfill,
  countMembers,
  countSteps,
  findAskedBefore,
  findEnrichmentNow,
  findRoom,
  findSampled,
  findSheet,
  keepSheet,
  lockBackfill,
  type MeasuredBy,
  measureFields,
  measureRecords,
  measureStanding,
  type SheetBasis,
  type StandingValues,
  type StoredSheet,
} from "@fieldwork/store/backfills";
import { type ConfirmedTerms, findConnectionTerms, findTerms } from "@fieldwork/store/terms";
import type { Actor, OrderDeps } from "../../orders.ts";
import { findBackfill } from "../find-backfill.ts";
import { sampleFigures } from "../sample/show-sample.ts";
import { askedFromAnswers, askedFromSample } from "./asked-before.ts";
import { estimateSheet } from "./estimate-sheet.ts";
import { automationsFor } from "./sheet-automations.ts";

/** Why a sheet does not hold any more. */
export type Outdated = "expired" | "filter" | "definition" | "prices";

export interface Sheet {
  hash: string;
  figures: SheetFigures;
  automations: SheetAutomations;
  madeBy: string;
  madeAt: string;
  validUntil: string;
  outdated: Outdated[];
}

export interface SheetRequest {
  id: string;
  connection?: string | undefined;
  /** How long it holds. */
  validHours: number;
  /** Whether somebody looks at it, for whom the CRM is asked for its automations. */
  isLookedAt?: boolean | undefined;
}

/** What a CRM told of its automations a few minutes ago, it is not asked again. */
const automationsFreshMs = 5 * 60_000;
const mostAnswers = 500;
/** So many records of a sample say more than earlier answers, which came as they came. */
const leastSampled = 5;
const confirmedWithinMs = 24 * 3_600_000;

/**
 * Estimates what a backfill would do and cost, and keeps that for its start.
 *
 * @throws AppError `not_found`; `request_invalid` if it has begun; `sheet_outdated` if its definition is no
 * longer released, or nobody has confirmed prices within a day.
 */
export async function makeSheet(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { id, connection, validHours, isLookedAt = false }: SheetRequest,
): Promise<Sheet> {
  const backfill = await findBackfill(database, id, connection);
  if (backfill.state !== "created") {
    throw invalid(`${id} is ${backfill.state}: a sheet is made before the start`);
  }
  const { basis, terms } = await basisNow(database, backfill);
  const [first] = terms;
  if (first === undefined || Date.now() - first.confirmedAt.getTime() > confirmedWithinMs) {
    throw outdated(
      `no price of a model of ${backfill.enrichment} was confirmed within a day: the enricher does that while it runs`,
    );
  }
  const figures = await estimateNow(database, backfill, first);
  const hash = stableHash([basis, figures]).slice(0, 12);
  await database.transaction(async (tx) => {
    const now = await lockBackfill(tx, id);
    if (now?.state !== "created") throw invalid(`${id} has begun meanwhile`);
    const sheet = { backfillId: id, hash, figures, basis, madeBy: actor.name, validHours };
    await keepSheet(tx, sheet);
    if (isLookedAt) await orderAutomationReading(tx, backfill, automationsFreshMs);
    await audit(tx, {
      ...{ actor, order: "backfills.sheet", subject: `backfills/${id}`, before: null },
      after: { hash, nanoUsd: figures.nanoUsd, records: figures.records },
    });
  });
  return showSheet(database, id);
}

/** @throws AppError `not_found` also if none was made yet. */
export async function showSheet(
  db: Pick<Db, "query">,
  id: string,
  connection?: string,
): Promise<Sheet> {
  const backfill = await findBackfill(db, id, connection);
  const stored = await findSheet(db, id);
  if (stored === undefined) {
    const problem = `${id} has no sheet yet: npx fieldwork backfill sheet ${id} makes one`;
    throw new AppError(problem, { code: "not_found", retryable: false });
  }
  const { basis } = await basisNow(db, backfill);
  const figures = sheetFigures.parse(stored.figures);
  const written = figures.values.map(({ field }) => field);
  return {
    ...{ hash: stored.hash, figures, madeBy: stored.madeBy },
    automations: automationsFor(await findAutomationReading(db, backfill), written),
    ...{ madeAt: stored.madeAt.toISOString(), validUntil: stored.validUntil.toISOString() },
    outdated: outdatedBy(stored, basis),
  };
}

/** What a sheet was made for, as it is now. */
export async function basisNow(
  db: Pick<Db, "query">,
  { id, enrichment, filter }: Backfill,
): Promise<{ basis: SheetBasis; terms: ConfirmedTerms[] }> {
  const [{ members }, definition, terms] = [
    await countMembers(db, id),
    await findEnrichmentNow(db, enrichment),
    await findTerms(db, enrichment),
  ];
  const prices = terms.map(({ model, price }) => [model, price]);
  return {
    terms,
    basis: {
      filter: stableHash([JSON.stringify(filter), members]),
      definition: definition?.hash ?? "none",
      prices: stableHash(prices),
    },
  };
}

/** Pure. */
export function outdatedBy(
  { basis, isExpired }: Pick<StoredSheet, "basis" | "isExpired">,
  now: SheetBasis,
): Outdated[] {
  const parts = ["filter", "definition", "prices"] as const;
  return [
    ...(isExpired ? (["expired"] as const) : []),
    ...parts.filter((part) => basis[part] !== now[part]),
  ];
}

async function estimateNow(
  db: Pick<Db, "query">,
  backfill: Backfill,
  terms: ConfirmedTerms,
): Promise<SheetFigures> {
  const { id, enrichment: name, connection, definitionHash, restMinutes } = backfill;
  const [stored] = await findDefinitions(db, [{ name, hash: definitionHash }]);
  const enrichment = stored && releasedEnrichment(stored.content, definitionHash);
  if (enrichment === undefined) {
    throw outdated(`this version cannot read the definition of ${name}`);
  }
  const by = measuredBy(enrichment);
  const [provider = ""] = terms.model.split("/", 1);
  const budgets = [
    ...[{ of: "total", name: "" } as const, { of: "connection", name: connection } as const],
    ...[{ of: "enrichment", name } as const, { of: "provider", name: provider } as const],
    ...[{ of: "model", name: terms.model } as const, { of: "purpose", name: "work" } as const],
    ...[{ of: "backfill", name: id } as const, { of: "user", name: backfill.orderedBy } as const],
  ];
  const { calls, perMinute } = await findAskedBefore(db, by, mostAnswers);
  const sampled = await findSampled(db, by, id);
  return estimateSheet({
    records: await measureRecords(db, id, by),
    fields: await measureFields(db, id, by),
    policies: Object.fromEntries(enrichment.outputs.map(({ field, policy }) => [field, policy])),
    questionBytes: questionBytes({ ...enrichment, instructions: renderInstructions(enrichment) }),
    maxOutputTokens: enrichment.maxOutputTokens,
    asked:
      sampled.length < leastSampled
        ? askedFromAnswers(calls, by.outputs)
        : askedFromSample(sampled, await sampleFigures(db, id)),
    ...{ terms, restMinutes, perMinute },
    standing: await standingOf(db, id, enrichment),
    steps: (await countSteps(db, id)).map(({ records }) => records),
    budgets: await findRoom(db, budgets),
    crm: await findConnectionTerms(db, connection),
  });
}

/** Of the outputs that are one of a few values. */
function standingOf(
  db: Pick<Db, "query">,
  id: string,
  { outputs }: Enrichment,
): Promise<StandingValues[]> {
  const closed = outputs.flatMap((output) => {
    const { name, field } = output;
    if (output.type === "choice") return [{ name, field, values: output.options }];
    return output.type === "boolean" ? [{ name, field, values: ["true", "false"] }] : [];
  });
  return Promise.all(closed.map((one) => measureStanding(db, id, one)));
}

function measuredBy({ name, promptVersion, inputs, outputs }: Enrichment): MeasuredBy {
  return {
    ...{ enrichment: name, promptVersion, inputs },
    outputs: outputs.map(({ name: output, field }) => ({ name: output, field })),
  };
}

function outdated(message: string): AppError {
  return new AppError(message, { code: "sheet_outdated", retryable: false });
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
