import {
  type AutomationGap,
  type FieldAutomations,
  withCompanionFields,
} from "@fieldwork/contracts";
import type { SheetAutomations } from "@fieldwork/contracts/api";
import type { AutomationReading } from "@fieldwork/store/automations";

const notRead: AutomationGap = { code: "not-read", said: null, grant: null };

/**
 * Of what a CRM told, what concerns the fields that a backfill writes: each of them, and what stands beside
 * one where something names that too. Pure.
 */
export function automationsFor(
  { found, problem, readAt, isAwaited }: AutomationReading,
  fields: readonly string[],
): SheetAutomations {
  const gap = problem ?? notRead;
  const told = new Map((found?.fields ?? []).map((one) => [one.field, one]));
  return {
    ...{ readAt: readAt?.toISOString() ?? null, isAwaited },
    fields: fields.flatMap((field): FieldAutomations[] => {
      const [, ...companions] = withCompanionFields(field);
      const beside = companions.flatMap((name) => told.get(name) ?? []);
      return [
        told.get(field) ?? { field, automations: [], gap },
        ...beside.filter(({ automations }) => automations.length > 0),
      ];
    }),
    onUpdate: found?.onUpdate ?? [],
    onUpdateGap: found === null ? gap : found.onUpdateGap,
  };
}
