import { createCrmControl, crmControlRoutes } from "../core/crm-actions.ts";
import type { CrmControl } from "../core/crm-control.ts";
import { type Caller, createRoutes } from "../core/routes.ts";
import { type SeedRow, type StampOf, seedRows } from "../core/seed-rows.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore } from "../core/vendor.ts";
import { batchRoutes } from "./hubspot-batch-routes.ts";
import { noSuchPath, renderHubspotFault, unauthorized } from "./hubspot-errors.ts";
import {
  createHiddenProperties,
  type HubspotControl,
  hubspotControlRoutes,
  withoutUnknown,
} from "./hubspot-hidden-properties.ts";
import { createHubspotLimits } from "./hubspot-limits.ts";
import { objectRoutes } from "./hubspot-object-routes.ts";
import type { HubspotObject } from "./hubspot-objects.ts";
import type { HubspotOptions } from "./hubspot-options.ts";
import { callers, createHubspotPortal, hubspotActions } from "./hubspot-portal.ts";
import { propertyRoutes } from "./hubspot-property-routes.ts";

export interface HubspotCredentials {
  portalId: number;
  integration: { accessToken: string };
  /** A call with this token is a person's doing. */
  person: { accessToken: string };
}

export interface HubspotSimulator extends CrmControl, HubspotControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. */
  readonly url: string;
  readonly credentials: HubspotCredentials;
  /**
   * Puts rows there as they are, unchecked and without rows in the books; for many at once. Each is
   * stamped now, unless told otherwise.
   */
  seed(object: HubspotObject, rows: readonly SeedRow[], atMs?: StampOf): string[];
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
  const hidden = createHiddenProperties(core.journal);
  const visible = { ...portal, schema: hidden.visible(portal.schema) };
  const limits = createHubspotLimits(options);
  const control = createCrmControl(core, hubspotActions(portal), portal.now);
  const set = async (...[object, names, isHidden]: Parameters<typeof hidden.set>) => {
    hidden.set(object, names, isHidden);
    core.journal.flush();
  };
  const visibility: HubspotControl = {
    hideProperties: (object, names) => set(object, names, true),
    showProperties: (object, names) => set(object, names, false),
  };
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
        ...propertyRoutes(visible, "/crm/v3/properties"),
        ...propertyRoutes(visible, "/crm/properties/2026-03"),
        ...propertyRoutes(visible, "/crm/properties/2026-09"),
        ...objectRoutes(visible, "/crm/v3/objects"),
        ...objectRoutes(visible, "/crm/objects/2026-03"),
        ...objectRoutes(visible, "/crm/objects/2026-09"),
        ...batchRoutes(visible, "/crm/v3/objects"),
        ...batchRoutes(visible, "/crm/objects/2026-03"),
        ...batchRoutes(visible, "/crm/objects/2026-09"),
      }),
      controls: { ...crmControlRoutes(control), ...hubspotControlRoutes(visibility) },
      authenticate: ({ authorization = "" }) =>
        known.get(authorization) ?? unauthorized(authorization !== ""),
      limit: (_, { operation }) => limits.take(operation === "search"),
      complete: (reply, call, { operation }) => ({
        ...withoutUnknown(reply, call, visible.schema),
        headers: { ...limits.headers(operation === "search"), ...reply.headers },
      }),
      renderFault: renderHubspotFault,
      notFound: noSuchPath,
      compresses: true,
      parts: { schema: portal.schema.part, hidden: hidden.part, records: portal.store.part },
      describe: () => ({ credentials, count: portal.store.count() }),
    },
    options.port,
  );
  return {
    ...control,
    ...visibility,
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
