import type { Automation } from "@fieldwork/contracts";
import { isLoopback } from "@fieldwork/http";
import type { SalesforceObject } from "./salesforce-fields.ts";

/** The address of an object's records in the org, with `{id}` for the id; null: a stand-in has no pages. */
export function salesforcePage(
  loginUrl: string,
  { type }: Pick<SalesforceObject, "type">,
): string | null {
  const { hostname, origin } = new URL(loginUrl);
  return isLoopback(hostname) ? null : `${origin}/lightning/r/${type}/{id}/view`;
}

/** The address of an automation in the org's setup; null: a stand-in has no pages. */
export function setupPage(
  loginUrl: string,
  { type, kind, id: told }: { type: string; kind: Automation["kind"]; id: string },
): string | null {
  const { hostname, origin } = new URL(loginUrl);
  if (isLoopback(hostname)) return null;
  const setup = `${origin}/lightning/setup`;
  const id = encodeURIComponent(told);
  switch (kind) {
    case "flow":
      return `${origin}/builder_platform_interaction/flowBuilder.app?flowId=${id}`;
    case "apex-trigger":
      return `${setup}/ApexTriggers/page?address=%2F${id}`;
    case "apex-class":
      return `${setup}/ApexClasses/page?address=%2F${id}`;
    case "validation-rule":
      return `${setup}/ObjectManager/${type}/ValidationRules/${id}/view`;
    case "workflow-rule":
      return `${setup}/WorkflowRules/page?address=%2F${id}`;
    case "workflow":
      return null;
    default:
      return kind satisfies never;
  }
}
