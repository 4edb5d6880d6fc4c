import type { FieldAutomations, ObjectAutomations, ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { asFarAsTold } from "../automation-gaps.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotName } from "./hubspot-fields.ts";
import { hubspotTypeId, readHubspotPortal } from "./hubspot-pages.ts";
import { isAboutObject, useOfProperty, type Workflow, workflow } from "./hubspot-workflows.ts";

type Context = Pick<HubspotContext, "client" | "outputs" | "objectOf">;

export interface AskedAutomations {
  object: ObjectName;
  /** Canonical. */
  fields: readonly string[];
  /** Whether a portal is behind the address, so that its workflows have pages. */
  hasPages: boolean;
}

const grant = "the scope automation";
const pageSize = 100;
/** A portal with more has the rest not looked at. */
const mostWorkflows = 1000;

/**
 * The workflows that name these properties: all are read, since HubSpot cannot be asked for them by property.
 * https://developers.hubspot.com/docs/api-reference/legacy/automation/workflows/guide
 */
export async function readHubspotAutomations(
  context: Context,
  { object, fields, hasPages }: AskedAutomations,
  signal: AbortSignal,
): Promise<ObjectAutomations> {
  const { client, objectOf } = context;
  const { found, gap } = await asFarAsTold(grant, () => readWorkflows(client, signal));
  const typeId = hubspotTypeId(objectOf(object).type);
  const workflows = (found?.workflows ?? []).filter((one) => isAboutObject(one, typeId));
  const portal = hasPages && workflows.length > 0 ? await readHubspotPortal(client, signal) : null;
  const pageOf = ({ id }: Workflow) =>
    portal &&
    `https://${portal.uiDomain}/workflows/${portal.portalId}/platform/flow/${encodeURIComponent(id)}/edit`;
  return {
    fields: fields.map((field): FieldAutomations => {
      const property = propertyOf(context, object, field);
      const automations = workflows.flatMap((one) => {
        const use = useOfProperty(one, property);
        const { name, id, isEnabled: isActive } = one;
        if (use === undefined) return [];
        return [{ kind: "workflow" as const, name: name ?? id, isActive, page: pageOf(one), use }];
      });
      const isAll = found === undefined || found.unread === 0;
      const said = `${found?.workflows.length ?? 0} workflows`;
      return { field, automations, gap: isAll ? gap : { code: "too-many", said, grant: null } };
    }),
    // A workflow starts by what its criteria name.
    ...{ onUpdate: [], onUpdateGap: null },
  };
}

function propertyOf({ outputs, objectOf }: Context, object: ObjectName, field: string): string {
  if (outputs(object).some((one) => one.field === field)) return hubspotName(field);
  return objectOf(object).fields.find((one) => one.field === field)?.from[0] ?? field;
}

const listPage = z.object({
  results: z.array(z.object({ id: z.coerce.string() })),
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
});
const batchReply = z.object({ results: z.array(workflow) });

async function readWorkflows(
  client: HubspotContext["client"],
  signal: AbortSignal,
): Promise<{ workflows: Workflow[]; unread: number }> {
  const { ids, hasMore } = await listIds(client, signal);
  const workflows: Workflow[] = [];
  for (const some of chunk(ids, pageSize)) {
    const inputs = some.map((flowId) => ({ flowId, type: "FLOW_ID" }));
    const path = `${client.automationPath}/flows/batch/read`;
    const reply = await client.request({ method: "POST", path, body: { inputs } }, signal);
    workflows.push(...parsed(batchReply, reply).results);
  }
  return { workflows, unread: ids.length - workflows.length + (hasMore ? 1 : 0) };
}

async function listIds(
  client: HubspotContext["client"],
  signal: AbortSignal,
): Promise<{ ids: string[]; hasMore: boolean }> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ limit: `${pageSize}`, ...(after && { after }) });
    const path = `${client.automationPath}/flows?${query}`;
    const page = parsed(listPage, await client.request({ method: "GET", path }, signal));
    ids.push(...page.results.map(({ id }) => id));
    after = page.paging?.next?.after;
  } while (after !== undefined && ids.length < mostWorkflows);
  return { ids, hasMore: after !== undefined };
}

function parsed<T>(schema: z.ZodType<T>, reply: unknown): T {
  const { data, error } = schema.safeParse(reply);
  if (data === undefined) throw malformed(error);
  return data;
}
