import { z } from "zod";
import type { evaluationRoutes } from "./evaluation-routes.ts";
import { type Shape, time } from "./shape.ts";

const name = z.string().min(1).max(200);
const text = z.record(z.string(), z.string());
const count = z.int();

/** A share from 0 to 1 with its 95 % interval by Wilson; null of nothing. */
const interval = z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable();

const outputFigures = z.object({
  output: z.string(),
  /** Of all cases that were answered, and of those the ones whose right answer is known. */
  ...{ answers: count, labelled: count },
  /** Of the labelled ones: an abstention does not agree. */
  ...{ agreed: count, agreement: interval },
  /** The model gave no answer, or our checks took it away. */
  ...{ abstained: count, rejected: count },
  /** Of the labelled ones: what would fill a blank field without a person, and how often it is right. */
  ...{ written: count, writtenRight: count, precision: interval },
  /** The commonest wrong answers. */
  confused: z.array(z.object({ expected: z.string(), given: z.string(), count })),
});
export type OutputFigures = z.infer<typeof outputFigures>;

const figures = z.object({
  /** As `provider/model`. */
  model: z.string(),
  ...{ asked: count, answered: count, failed: count },
  /** Of the answered ones: what the model was known to answer, which cost nothing now. */
  known: count,
  spentNanoUsd: z.number(),
  /** The mean of an answered case, all its attempts together; null if none was called. */
  costNanoUsd: z.number().nullable(),
  ...{ p50Ms: z.number().nullable(), p95Ms: z.number().nullable() },
  outputs: z.array(outputFigures),
  /** Why cases failed. */
  problems: z.array(z.object({ detail: z.string(), count })),
});
export type EvaluationFigures = z.infer<typeof figures>;

/** What was not reached of what the definition demands of a model. */
const miss = z.object({
  model: z.string(),
  /** Null for what is not about one of them. */
  output: z.string().nullable(),
  what: z.enum(["agreement", "precision", "abstained", "failed"]),
  ...{ demanded: z.number(), reached: z.number() },
});
export type EvaluationMiss = z.infer<typeof miss>;

/** What a definition demands of a model. */
const demand = z.object({
  output: z.string(),
  what: z.enum(["agreement", "precision", "abstained"]),
  share: z.number(),
});
export type EvaluationDemand = z.infer<typeof demand>;

const evaluation = z.object({
  ...{ id: z.string(), enrichment: z.string(), definitionHash: z.string() },
  promptVersion: z.string().nullable(),
  models: z.array(z.string()),
  /** A model beside them, of which nothing is demanded. */
  comparedWith: z.string().nullable(),
  /** Identifies the cases. */
  casesHash: z.string(),
  ...{ orderedBy: z.string(), orderedAt: time },
  /** Cases by models. */
  ...{ ended: count, open: count },
});

const shown = evaluation.extend({
  /** Null while something is open. */
  figures: z.array(figures).nullable(),
  /** The definition demands something of the models. */
  isJudged: z.boolean(),
  demands: z.array(demand),
  misses: z.array(miss),
});
export type ShownEvaluation = z.infer<typeof shown>;

export const evaluationShapes = {
  "evaluations.ask": {
    body: z.strictObject({
      enrichment: name,
      /** A version of it, or the beginning of its hash; the current one where it is left out. */
      hash: z.string().min(1).max(64).optional(),
      /** In place of that: the content of a definition that is only proposed. */
      definition: z.record(z.string(), z.unknown()).optional(),
      /** As `provider/model`; those that are asked now where they are left out. */
      models: z.array(name).min(1).max(10).optional(),
      /** What the models are known to answer is asked again all the same. */
      isFresh: z.boolean().default(false),
      /** It goes on without being looked at, until it has ended or somebody stops it. */
      goesOn: z.boolean().default(false),
      /** The definition's own where they are left out. */
      cases: z
        .array(z.strictObject({ inputs: text, expected: text }))
        .min(1)
        .max(5000)
        .optional(),
    }),
    reply: z.object({ id: z.string(), asked: count }),
  },
  "evaluations.list": {
    query: z.strictObject({ enrichment: name.optional() }),
    reply: z.object({ evaluations: z.array(evaluation) }),
  },
  "evaluations.show": {
    params: z.object({ id: z.uuid() }),
    reply: shown,
  },
  "evaluations.stop": {
    params: z.object({ id: z.uuid() }),
    /** How many were not asked in the end, or are being ended. */
    reply: z.object({ stopped: count }),
  },
} as const satisfies Record<keyof typeof evaluationRoutes, Shape>;
