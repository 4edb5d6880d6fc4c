import {
  type Automation,
  type AutomationGap,
  type FieldAutomations,
  withCompanionFields,
} from "@fieldwork/contracts";
import type { SheetAutomations } from "@fieldwork/contracts/api";
import type { AutomationReading } from "@fieldwork/store/automations";

const notRead: AutomationGap = { code: "not-read", said: null, grant: null };

/**
 * Of what a CRM told, what concerns the fields that a backfill writes: each of them, and what stands beside
 * one where something names that too. A link that does not lead to where the records are is left out. Pure.
 */
export function automationsFor(
  { found, problem, readAt, isAwaited, recordPage }: AutomationReading,
  fields: readonly string[],
): SheetAutomations {
  const gap = problem ?? notRead;
  const linked = <One extends Automation>(one: One): One => ({
    ...one,
    page: isBesideRecords(one.page, recordPage) ? one.page : null,
  });
  const told = new Map(
    (found?.fields ?? []).map((one) => [
      one.field,
      { ...one, automations: one.automations.map(linked) },
    ]),
  );
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
    onUpdate: (found?.onUpdate ?? []).map(linked),
    onUpdateGap: found === null ? gap : found.onUpdateGap,
  };
}

function isBesideRecords(page: string | null, recordPage: string | null): boolean {
  const [url, records] = [URL.parse(page ?? ""), URL.parse(recordPage ?? "")];
  if (url === null || records === null) return false;
  const hasLogin = url.username !== "" || url.password !== "";
  return url.protocol === "https:" && url.host === records.host && !hasLogin;
}
