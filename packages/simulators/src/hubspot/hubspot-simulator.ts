import { createCrmControl, crmControlRoutes } from "../core/crm-actions.ts";
import type { CrmControl } from "../core/crm-control.ts";
import { type Caller, createRoutes } from "../core/routes.ts";
import { type SeedRow, type StampOf, seedRows } from "../core/seed-rows.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore } from "../core/vendor.ts";
import { batchRoutes } from "./hubspot-batch-routes.ts";
import { noSuchPath, renderHubspotFault, unauthorized } from "./hubspot-errors.ts";
import { createHubspotLimits } from "./hubspot-limits.ts";
import { objectRoutes } from "./hubspot-object-routes.ts";
import type { HubspotOptions } from "./hubspot-options.ts";
import { callers, createHubspotPortal, hubspotActions } from "./hubspot-portal.ts";
import { propertyRoutes } from "./hubspot-property-routes.ts";

export interface HubspotCredentials {
  portalId: number;
  integration: { accessToken: string };
  /** A call with this token is a person's doing. */
  person: { accessToken: string };
}

export interface HubspotSimulator extends CrmControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. */
  readonly url: string;
  readonly credentials: HubspotCredentials;
  /**
   * Puts rows there as they are, unchecked and without rows in the books; for many at once. Each is
   * stamped now, unless told otherwise.
   */
  seed(object: "companies" | "contacts", rows: readonly SeedRow[], atMs?: StampOf): string[];
  /** Seeds several times as one: a process that is killed meanwhile has left all of it, or nothing. */
  seedTogether<T>(seed: () => T): T;
}

/**
 * A HubSpot account over HTTP: objects, batches, search, properties, of companies and contacts, at the
 * paths of v3 and of the date-based versions. With a folder, all of it outlives the process.
 */
export function createHubspotSimulator(options: HubspotOptions = {}): HubspotSimulator {
  const core = createSimulatorCore(options);
  const portalId = options.portalId ?? 148_291_533;
  const portal = createHubspotPortal(core, { ...options, portalId });
  const limits = createHubspotLimits(options);
  const control = createCrmControl(core, hubspotActions(portal), portal.now);
  const credentials = credentialsOf(portalId, options.tokens);
  const known = new Map<string, Caller>([
    [`Bearer ${credentials.integration.accessToken}`, callers.integration],
    [`Bearer ${credentials.person.accessToken}`, callers.person],
  ]);
  const server = createSimulatorServer(
    core,
    {
      name: "hubspot",
      routes: createRoutes({
        ...propertyRoutes(portal, "/crm/v3/properties"),
        ...propertyRoutes(portal, "/crm/properties/2026-03"),
        ...propertyRoutes(portal, "/crm/properties/2026-09"),
        ...objectRoutes(portal, "/crm/v3/objects"),
        ...objectRoutes(portal, "/crm/objects/2026-03"),
        ...objectRoutes(portal, "/crm/objects/2026-09"),
        ...batchRoutes(portal, "/crm/v3/objects"),
        ...batchRoutes(portal, "/crm/objects/2026-03"),
        ...batchRoutes(portal, "/crm/objects/2026-09"),
      }),
      controls: crmControlRoutes(control),
      authenticate: ({ authorization = "" }) =>
        known.get(authorization) ?? unauthorized(authorization !== ""),
      limit: (_, { operation }) => limits.take(operation === "search"),
      complete: (reply, _, { operation }) => ({
        ...reply,
        headers: { ...limits.headers(operation === "search"), ...reply.headers },
      }),
      renderFault: renderHubspotFault,
      notFound: noSuchPath,
      compresses: true,
      parts: { schema: portal.schema.part, records: portal.store.part },
      describe: () => ({ credentials, count: portal.store.count() }),
    },
    options.port,
  );
  return {
    ...control,
    start: server.start,
    stop: server.stop,
    get url() {
      return server.url;
    },
    credentials,
    seedTogether: core.journal.together,
    seed: (object, rows, atMs = portal.now) =>
      seedRows(core, portal.store, {
        rows,
        newRecord: (fields) => portal.newRecord(object, fields),
        by: callers.system,
        atMs,
      }),
  };
}

function credentialsOf(portalId: number, tokens: HubspotOptions["tokens"]): HubspotCredentials {
  return {
    portalId,
    integration: { accessToken: tokens?.integration ?? `pat-eu1-integration-${portalId}` },
    person: { accessToken: tokens?.person ?? `pat-eu1-person-${portalId}` },
  };
}
