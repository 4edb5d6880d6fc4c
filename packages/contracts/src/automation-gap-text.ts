import type { AutomationGap } from "./automations.ts";

/** For people: why nobody knows which automations there are. Pure. */
export function automationGapText({ code, said, grant }: AutomationGap): string {
  const why = reasons[code](said ?? "no reason was given");
  return grant === null ? why : `${why}. Grant ${grant}`;
}

const reasons: Readonly<Record<AutomationGap["code"], (said: string) => string>> = {
  "not-permitted": (said) => `the CRM does not let us look: ${said}`,
  "not-offered": (said) => `the CRM does not show them to us: ${said}`,
  "standard-field": () => "the CRM tells this only of fields that an administrator has added",
  "field-hidden": () => "the CRM has no such field, or hides it from us",
  "too-many": (said) => `there may be more: ${said} were looked at`,
  "not-read": () => "nobody has asked the CRM yet: the connector does, while it runs",
  failed: (said) => `the CRM could not be asked: ${said}`,
};
