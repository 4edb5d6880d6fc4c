import { z } from "zod";

/** An automation of the CRM's own, which may follow what we write. */
export const automation = z.object({
  kind: z.enum([
    ...(["flow", "workflow", "workflow-rule", "validation-rule"] as const),
    ...(["apex-trigger", "apex-class"] as const),
  ]),
  name: z.string(),
  /** Null where the CRM does not say. */
  isActive: z.boolean().nullable(),
  /** Where people look at it in the CRM; null where nobody knows the address. */
  page: z.string().nullable(),
});
export type Automation = z.infer<typeof automation>;

/** Why there may be more than are named. */
export const automationGap = z.object({
  code: z.enum([
    ...(["not-permitted", "not-offered", "standard-field", "field-hidden"] as const),
    ...(["too-many", "failed", "not-read"] as const),
  ]),
  /** What the CRM answered, or what was looked at. */
  said: z.string().nullable(),
  /** What an administrator grants so that the CRM tells. */
  grant: z.string().nullable(),
});
export type AutomationGap = z.infer<typeof automationGap>;

export const fieldAutomations = z.object({
  field: z.string(),
  /** A change of the field `starts` it, or it reads or sets the field (`names`). */
  automations: z.array(automation.extend({ use: z.enum(["starts", "names"]) })),
  /** Null: these are all that the CRM knows. */
  gap: automationGap.nullable(),
});
export type FieldAutomations = z.infer<typeof fieldAutomations>;

/** Automations of a CRM, as far as they follow an update of an object's records. */
export const objectAutomations = z.object({
  fields: z.array(fieldAutomations),
  /** Those that any update starts, whichever field it is about, if their own conditions let it. */
  onUpdate: z.array(automation),
  onUpdateGap: automationGap.nullable(),
});
export type ObjectAutomations = z.infer<typeof objectAutomations>;
