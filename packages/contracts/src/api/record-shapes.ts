import { z } from "zod";
import { recordRef } from "../record.ts";
import { workState } from "../work.ts";
import type { recordRoutes } from "./record-routes.ts";
import { type Shape, time } from "./shape.ts";

const ref = z.object(recordRef.shape);
const value = z.string().nullable();
const values = z.record(z.string(), value);

/** One field that an enrichment writes, as it stands. */
export const fieldView = z.object({
  ...{ field: z.string(), label: z.string(), enrichment: z.string(), value },
  /** Null while nobody has written it. */
  owner: z.enum(["fieldwork", "person", "cleared-by-person"]).nullable(),
  isPinned: z.boolean(),
  /** Of the answer that was written, while the value is ours. */
  confidence: z.number().nullable(),
  since: z.string().nullable(),
  state: workState.nullable(),
  /** Why it is blank, or what it waits for, in a sentence. */
  note: z.string().nullable(),
});
/** Who wrote what stands in the CRM, as far as we have seen. */
export const valueWriter = z.object({
  /** `person-here` ordered it from us; `person-in-crm` edited it there, whoever it was. */
  who: z.enum(["fieldwork", "person-here", "person-in-crm", "unknown"]),
  by: z.string().nullable(),
  /** When the CRM took it; of an edit in the CRM, when we noticed. */
  at: z.string().nullable(),
});
const answer = z.object({
  ...{ value, confidence: z.number(), evidence: value },
  /** The inputs in which the evidence stands. */
  evidenceIn: z.array(z.string()),
  ...{ bestGuess: value, rejected: z.array(z.string()) },
  ...{ provider: value, model: value, promptVersion: z.string(), definitionHash: value },
  /** Nano-USD, as text: a number would lose digits. */
  costNanoUsd: value,
  isReused: z.boolean(),
  answeredAt: value,
});
const fieldDetail = fieldView.extend({
  workId: value,
  answer: answer.nullable(),
  decision: z.object({ decision: z.string(), text: z.string(), at: z.string() }).nullable(),
  reply: z.object({ state: z.string(), text: value, at: value }).nullable(),
  /** The name of the answer that waits for a person. */
  review: value,
  writtenBy: valueWriter,
  /** What a correction of it made, for evaluations and exports; null if none did. */
  labelledCase: z
    .object({
      ...{ expected: z.string(), answered: value, source: z.enum(["review", "crm"]) },
      ...{ by: value, at: time },
    })
    .nullable(),
});
export const recordShapes = {
  "record-filters.list": {
    reply: z.object({
      /** Where records have been read. */
      places: z.array(z.object({ connection: z.string(), object: z.string() })),
      fields: z.array(
        z.object({
          ...{ object: z.string(), source: z.enum(["fields", "outputs"]), name: z.string() },
          /** Of an output, how people call it, and what it can be where that is one of a few values. */
          ...{ label: z.string(), options: z.array(z.string()).nullable() },
        }),
      ),
    }),
  },
  "records.fields": {
    params: ref,
    reply: z.object({
      ...{ ref, title: value, deleted: z.boolean(), inputs: values },
      ...{ vendorAt: time, changedAt: time, readAt: time },
      /** Its page in the CRM, by http or https; null where nobody knows it. */
      crmUrl: value,
      enriched: z.array(fieldDetail),
    }),
  },
} as const satisfies Record<keyof typeof recordRoutes, Shape>;
