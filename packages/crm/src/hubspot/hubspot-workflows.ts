import { z } from "zod";

/** Of a workflow what tells which properties it has to do with. */
export const workflow = z.looseObject({
  id: z.coerce.string(),
  name: z.string().nullish().catch(null),
  isEnabled: z.boolean().nullable().catch(null),
  objectTypeId: z.string().nullish().catch(null),
  enrollmentCriteria: z.unknown(),
});
export type Workflow = z.infer<typeof workflow>;

/**
 * What a workflow has to do with a property: its criteria name it, so that a change of the property enrols
 * records, or something else in it does. A property is named by itself (filters, branches, actions, and
 * the value of an event's filter), or in a placeholder such as `{{ enrolled_object.ai_industry }}`. Pure.
 */
export function useOfProperty(
  { name: _, description: __, enrollmentCriteria, ...rest }: Workflow,
  property: string,
): "starts" | "names" | undefined {
  const isNamed = (text: string) => text === property || namesOf(text).has(property);
  if (hasText(enrollmentCriteria, isNamed)) return "starts";
  return hasText(rest, isNamed) ? "names" : undefined;
}

/** Whether it is about records of an object, or about others that it has looked up. Pure. */
export function isAboutObject(one: Workflow, typeId: string | undefined): boolean {
  return typeId === undefined || hasText(one, (text) => text === typeId);
}

function namesOf(text: string): Set<string> {
  const placeholders = text.match(/\{\{[^}]*\}\}/g) ?? [];
  return new Set(placeholders.flatMap((one) => one.match(/\w+/g) ?? []));
}

function hasText(value: unknown, is: (text: string) => boolean): boolean {
  if (typeof value === "string") return is(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => hasText(part, is));
}
