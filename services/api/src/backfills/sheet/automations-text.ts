import { type Automation, type AutomationGap, automationGapText } from "@fieldwork/contracts";
import type { SheetAutomations } from "@fieldwork/contracts/api";

/** Which of the CRM's automations follow what is written, field by field. Pure. */
export function automationLines(told: SheetAutomations): string[] {
  const { readAt, isAwaited, fields, onUpdate, onUpdateGap } = told;
  const asOf = isAwaited ? "; the CRM is being asked" : readAt === null ? "" : `, as of ${readAt}`;
  return [
    `  follows   the CRM's own automations${asOf}:`,
    ...fields.map(({ field, automations, gap }) => {
      const starting = automations.filter(({ use }) => use === "starts");
      const naming = automations.filter(({ use }) => use === "names");
      const parts = [
        ...(starting.length > 0 ? [`its change starts ${listed(starting)}`] : []),
        ...(naming.length > 0 ? [`it is named in ${listed(naming)}`] : []),
      ];
      return `            ${field}: ${withGap(parts, gap)}`;
    }),
    ...(onUpdate.length > 0 || onUpdateGap !== null
      ? [
          `            any update: ${withGap(onUpdate.length > 0 ? [`it may start ${listed(onUpdate)}`] : [], onUpdateGap)}`,
        ]
      : []),
  ];
}

function listed(automations: readonly Automation[]): string {
  return automations
    .map(({ kind, name, isActive, page }) => {
      const state = isActive === false ? " (not active)" : "";
      return `${kind.replace("-", " ").replace("apex", "Apex")} "${name}"${state}${page === null ? "" : ` ${page}`}`;
    })
    .join(", ");
}

function withGap(parts: readonly string[], gap: AutomationGap | null): string {
  if (gap === null) return parts.length > 0 ? parts.join("; ") : "none names it";
  const unknown = `${parts.length > 0 ? "whether there are more is " : ""}not known, ${automationGapText(gap)}`;
  return [...parts, unknown].join("; ");
}
