import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { batchReply, type ItemError, silentReply } from "./hubspot-batch-reply.ts";
import { objectNotFound, validationError } from "./hubspot-errors.ts";

/** A workflow as an account shows it; it does nothing. What is left out is as HubSpot leaves it in a new one. */
export interface HubspotWorkflow {
  id: string;
  name: string;
  isEnabled: boolean;
  /** `0-1` for contacts, `0-2` for companies. */
  objectTypeId: string;
  enrollmentCriteria?: Record<string, unknown> | undefined;
  actions?: readonly Record<string, unknown>[] | undefined;
}

const at = "2026-03-02T08:00:00.000Z";
const defaultLimit = 100;

/** The workflows of version 4 of the Automation API, and at its path of a date, which is a beta. */
export function workflowRoutes(workflows: readonly HubspotWorkflow[]): Record<string, Route> {
  const routes = ["/automation/v4", "/automation/2026-09-beta"].flatMap((prefix) => [
    [`GET ${prefix}/flows`, route("list-workflows", (call) => list(workflows, call))] as const,
    [`GET ${prefix}/flows/:id`, route("read-workflow", (call) => one(workflows, call))] as const,
    [
      `POST ${prefix}/flows/batch/read`,
      route("batch-read-workflows", (call) => some(workflows, call)),
    ] as const,
  ]);
  return Object.fromEntries(routes);
}

function route(operation: string, handle: (call: Call) => Reply): Route {
  return { kind: "read", operation, handle };
}

function list(workflows: readonly HubspotWorkflow[], { query, path }: Call): Reply {
  const limit = Number(query.get("limit") ?? defaultLimit);
  const from = Number(query.get("after") ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || !Number.isInteger(from)) {
    return validationError("limit and after must be whole numbers");
  }
  const end = from + limit;
  const link = `https://api.hubapi.com${path}?limit=${limit}&after=${end}`;
  return {
    status: 200,
    json: {
      results: workflows.slice(from, end).map(listed),
      ...(end < workflows.length && { paging: { next: { after: `${end}`, link } } }),
    },
  };
}

function one(workflows: readonly HubspotWorkflow[], { params }: Call): Reply {
  const found = workflows.find(({ id }) => id === params.id);
  return found ? { status: 200, json: whole(found) } : objectNotFound();
}

const batchBody = z.object({
  inputs: z.array(z.object({ flowId: z.string(), type: z.literal("FLOW_ID") })),
});

function some(workflows: readonly HubspotWorkflow[], call: Call): Reply {
  const silent = silentReply(call);
  if (silent) return silent;
  const { body } = call;
  const read = batchBody.safeParse(jsonOf(body));
  if (!read.success)
    return validationError("Invalid input JSON: each input needs a flowId and a type");
  const ids = read.data.inputs.map(({ flowId }) => flowId);
  const found = workflows.filter(({ id }) => ids.includes(id));
  const missing = ids.filter((id) => !found.some((each) => each.id === id));
  const errors = missing.map(
    (id): ItemError => ({
      ...{
        category: "OBJECT_NOT_FOUND",
        message: `Could not get flow ${id}`,
        context: { ids: [id] },
      },
    }),
  );
  return batchReply(200, { results: found.map(whole), errors });
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // What is no JSON is no batch either.
    return undefined;
  }
}

function listed({ id, name, isEnabled, objectTypeId }: HubspotWorkflow) {
  return {
    ...{ id, isEnabled, objectTypeId, revisionId: "1", name, flowType: "WORKFLOW" },
    ...{ createdAt: at, updatedAt: at },
  };
}

function whole(workflow: HubspotWorkflow): Record<string, unknown> {
  const { objectTypeId, actions = [], enrollmentCriteria } = workflow;
  const isOfContacts = objectTypeId === "0-1";
  return {
    ...listed(workflow),
    type: isOfContacts ? "CONTACT_FLOW" : "PLATFORM_FLOW",
    ...(actions.length > 0 && { startActionId: "1" }),
    ...{ nextAvailableActionId: `${actions.length + 1}`, actions },
    enrollmentCriteria: enrollmentCriteria ?? { type: "MANUAL", shouldReEnroll: false },
    ...{ timeWindows: [], blockedDates: [], customProperties: {}, dataSources: [] },
    crmObjectCreationStatus: "COMPLETE",
    ...(isOfContacts && { suppressionListIds: [], canEnrollFromSalesforce: false }),
  };
}
