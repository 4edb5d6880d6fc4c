import type { IncomingHttpHeaders } from "node:http";
import { createCrmControl, crmControlRoutes } from "../core/crm-actions.ts";
import type { CrmControl, RecordRef } from "../core/crm-control.ts";
import { clockHeaders, type Reply } from "../core/http-reply.ts";
import { type Caller, createRoutes } from "../core/routes.ts";
import { type SeedRow, type StampOf, seedRows } from "../core/seed-rows.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore, type SimulatorCore } from "../core/vendor.ts";
import {
  associationControlRoutes,
  associationRoutes,
  createAssociations,
  type HubspotAssociations,
} from "./hubspot-associations.ts";
import { batchRoutes } from "./hubspot-batch-routes.ts";
import { noSuchPath, renderHubspotFault, unauthorized } from "./hubspot-errors.ts";
import {
  createHiddenProperties,
  type HiddenProperties,
  type HubspotControl,
  hubspotControlRoutes,
  withoutUnknown,
} from "./hubspot-hidden-properties.ts";
import { createHubspotLimits } from "./hubspot-limits.ts";
import { createHubspotAppLogins, type HubspotApp, type HubspotAppLogins } from "./hubspot-oauth.ts";
import { objectRoutes } from "./hubspot-object-routes.ts";
import type { HubspotObject } from "./hubspot-objects.ts";
import type { HubspotOptions } from "./hubspot-options.ts";
import {
  callers,
  createHubspotPortal,
  type HubspotPortal,
  hubspotActions,
} from "./hubspot-portal.ts";
import { propertyRoutes } from "./hubspot-property-routes.ts";
import { createHubspotWebhooks, type HubspotWebhooks } from "./hubspot-webhooks.ts";
import { workflowRoutes } from "./hubspot-workflow-routes.ts";

export interface HubspotCredentials {
  portalId: number;
  /** The secret is that of the app whose webhooks the portal calls. */
  integration: { accessToken: string; clientSecret: string };
  /** A public app that the portal has installed; its calls are the integration's too. */
  app: HubspotApp;
  /** A call with this token is a person's doing. */
  person: { accessToken: string };
}

export interface HubspotSimulator extends CrmControl, HubspotControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Refuses the tokens that the public app was given; its next login gives a new one. */
  expireTokens(): Promise<void>;
  /** Resolves once the receiver was told of every change so far. */
  settled(): Promise<void>;
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

const notedHeaders = ["user-agent", "x-fieldwork-run"];

/**
 * A HubSpot account over HTTP: objects, batches, search, properties, of companies and contacts, at the
 * paths of v3 and of the date-based versions. With a folder, all of it outlives the process.
 */
export function createHubspotSimulator(options: HubspotOptions = {}): HubspotSimulator {
  const core = createSimulatorCore(options);
  const portalId = options.portalId ?? 148_291_533;
  const credentials = credentialsOf(portalId, options.tokens);
  const { clientSecret } = credentials.integration;
  const logins = createHubspotAppLogins(credentials.app, {
    ...{ journal: core.journal, rotates: options.rotatesRefreshTokens ?? false },
  });
  const webhooks = createHubspotWebhooks({ portalId, appId: 28_816_540, clientSecret });
  const portal = createHubspotPortal(core, { ...options, portalId }, webhooks);
  const hidden = createHiddenProperties(core.journal);
  const associations = createAssociations(core.journal);
  const visible = { ...portal, schema: hidden.visible(portal.schema) };
  const limits = createHubspotLimits(options);
  const control = createCrmControl(core, hubspotActions(portal), portal.now);
  const extra = portalControls(core, { now: portal.now, hidden, associations, webhooks });
  const known = new Map<string, Caller>([
    [`Bearer ${credentials.integration.accessToken}`, callers.integration],
    [`Bearer ${credentials.person.accessToken}`, callers.person],
  ]);
  const server = createSimulatorServer(
    core,
    {
      ...{ name: "hubspot", notedHeaders },
      routes: routesOf(visible, { logins, associations }),
      controls: {
        ...crmControlRoutes(control),
        ...hubspotControlRoutes(extra),
        ...associationControlRoutes(extra),
      },
      authenticate: (headers) => callerOf(headers, { known, logins }),
      limit: (_, { kind, operation }) =>
        kind === "login" ? undefined : limits.take(operation === "search"),
      complete: (reply, call, { operation }) => ({
        ...withoutUnknown(reply, call, visible.schema),
        headers: {
          ...{ ...clockHeaders(options.now), ...limits.headers(operation === "search") },
          ...reply.headers,
        },
      }),
      renderFault: renderHubspotFault,
      notFound: noSuchPath,
      compresses: true,
      parts: {
        schema: portal.schema.part,
        hidden: hidden.part,
        records: portal.store.part,
        associations: associations.part,
        app: logins.part,
      },
      describe: () => ({ credentials, count: portal.store.count() }),
    },
    options.port,
  );
  return {
    ...control,
    ...extra,
    async expireTokens() {
      logins.expire();
      core.journal.flush();
    },
    settled: webhooks.settled,
    start: server.start,
    stop: server.stop,
    get url() {
      return server.url;
    },
    credentials,
    seedTogether: core.journal.together,
    seed: seedOf(core, portal),
  };
}

function portalControls(
  { journal }: SimulatorCore,
  {
    now,
    hidden,
    associations,
    webhooks,
  }: {
    now(): number;
    hidden: HiddenProperties;
    associations: HubspotAssociations;
    webhooks: Pick<HubspotWebhooks, "subscribe" | "tellAssociation">;
  },
): HubspotControl {
  const set = async (...[object, names, isHidden]: Parameters<HiddenProperties["set"]>) => {
    hidden.set(object, names, isHidden);
    journal.flush();
  };
  function associate(one: RecordRef, other: RecordRef, isRemoved: boolean): void {
    const told = associations.set(one, other, isRemoved);
    journal.flush();
    webhooks.tellAssociation(told, { isRemoved, by: callers.person, atMs: now() });
  }
  return {
    hideProperties: (object, names) => set(object, names, true),
    showProperties: (object, names) => set(object, names, false),
    associate: async (one, other) => associate(one, other, false),
    dissociate: async (one, other) => associate(one, other, true),
    subscribe: async (subscription) => webhooks.subscribe(subscription),
  };
}

function seedOf(core: SimulatorCore, portal: HubspotPortal): HubspotSimulator["seed"] {
  return (object, rows, atMs = portal.now) =>
    seedRows(core, portal.store, {
      rows,
      newRecord: (fields) => portal.newRecord(object, fields),
      by: callers.system,
      atMs,
    });
}

const prefixes = ["/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"];
const propertyPrefixes = prefixes.map((prefix) => prefix.replace("objects", "properties"));

/** The paths of v3, and those of dates. */
function routesOf(
  portal: HubspotPortal,
  { logins, associations }: { logins: HubspotAppLogins; associations: HubspotAssociations },
) {
  return createRoutes(
    Object.assign(
      { ...logins.routes, ...workflowRoutes(portal.options.workflows ?? []) },
      associationRoutes(portal, associations),
      ...propertyPrefixes.map((prefix) => propertyRoutes(portal, prefix)),
      ...prefixes.map((prefix) => objectRoutes(portal, prefix)),
      ...prefixes.map((prefix) => batchRoutes(portal, prefix)),
    ),
  );
}

function callerOf(
  headers: IncomingHttpHeaders,
  { known, logins }: { known: ReadonlyMap<string, Caller>; logins: HubspotAppLogins },
): Caller | Reply {
  const { authorization = "" } = headers;
  if (logins.isOfApp(headers)) return callers.integration;
  return known.get(authorization) ?? unauthorized(authorization !== "");
}

function credentialsOf(portalId: number, tokens: HubspotOptions["tokens"]): HubspotCredentials {
  return {
    portalId,
    integration: {
      accessToken: tokens?.integration ?? `pat-eu1-integration-${portalId}`,
      clientSecret: `simulated-app-secret-${portalId}`,
    },
    app: {
      clientId: `simulated-app-${portalId}`,
      clientSecret: `simulated-app-secret-${portalId}`,
      refreshToken: `eu1-simulated-refresh-${portalId}`,
    },
    person: { accessToken: tokens?.person ?? `pat-eu1-person-${portalId}` },
  };
}
