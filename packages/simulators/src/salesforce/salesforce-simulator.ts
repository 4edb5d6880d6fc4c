import { z } from "zod";
import { parse } from "../core/control-routes.ts";
import { createCrmControl, crmControlRoutes } from "../core/crm-actions.ts";
import type { CrmControl } from "../core/crm-control.ts";
import { clockHeaders } from "../core/http-reply.ts";
import { type Call, createRoutes, type Route, type Routes } from "../core/routes.ts";
import { type SeedRow, type StampOf, seedRows } from "../core/seed-rows.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore } from "../core/vendor.ts";
import { createSalesforceBulk } from "./salesforce-bulk-routes.ts";
import { collectionRoutes } from "./salesforce-collection-routes.ts";
import { compositeRoute } from "./salesforce-composite-route.ts";
import { problems, refusal, renderSalesforceFault } from "./salesforce-errors.ts";
import { objectNames, type SalesforceObjectName } from "./salesforce-fields.ts";
import { objectRoutes } from "./salesforce-object-routes.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";
import { convertLead, createSalesforceOrg, salesforceActions } from "./salesforce-org.ts";
import { createSalesforceQueries } from "./salesforce-query-routes.ts";
import { type CustomField, customField } from "./salesforce-schema.ts";
import { createUsage, serviceRoutes } from "./salesforce-service-routes.ts";
import {
  callers,
  createSalesforceSessions,
  type SalesforceCredentials,
} from "./salesforce-sessions.ts";
import { createSalesforceStream, type SalesforceStreamControl } from "./salesforce-stream.ts";
import { toolingRoutes } from "./salesforce-tooling-routes.ts";
import { wholeSecondMs } from "./salesforce-values.ts";

/** What can be done to a simulated org beside what can be done to any CRM. */
export interface SalesforceControl {
  /** Stands for a metadata deployment: the only way to add a field. */
  deployFields(fields: readonly CustomField[]): Promise<void>;
  /** Hides fields from every user, as a permission set that is taken away does. */
  hideFields(object: SalesforceObjectName, names: readonly string[]): Promise<void>;
  showFields(object: SalesforceObjectName, names: readonly string[]): Promise<void>;
  /** As for a user without a right to the object: it seems not to exist. */
  hideObject(object: SalesforceObjectName): Promise<void>;
  /** Refuses the tokens that were given out; the next login gives a new one. */
  expireSessions(user?: "integration" | "person"): Promise<void>;
  /** As a person does who has qualified it. */
  convertLead(id: string): Promise<{ accountId: string; contactId: string }>;
  /** Makes every query locator invalid. */
  dropLocators(): Promise<void>;
  /** Forgets every job of the Bulk API. */
  dropJobs(): Promise<void>;
  /** Of the Pub/Sub API, as host:port; empty unless it streams its changes. */
  findStreamAddress(): Promise<string>;
}

export interface SalesforceSimulator extends CrmControl, SalesforceControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The Pub/Sub API of the org: its changes as they happen. */
  readonly stream: SalesforceStreamControl;
  /** Where to log in, and the instance; without a slash at its end. */
  readonly url: string;
  readonly credentials: SalesforceCredentials;
  /**
   * Puts rows there as they are, unchecked and without rows in the books; for many at once. Each is
   * stamped now, unless told otherwise.
   */
  seed(object: SalesforceObjectName, rows: readonly SeedRow[], atMs?: StampOf): string[];
  /** Seeds several times as one: a process that is killed meanwhile has left all of it, or nothing. */
  seedTogether<T>(seed: () => T): T;
}

const notedHeaders = [
  ...["sforce-call-options", "sforce-auto-assign", "if-unmodified-since", "x-fieldwork-run"],
];

/**
 * A Salesforce org over HTTP: login, SOQL, describe, single records, collections and composite calls, of
 * accounts, contacts, opportunities and cases. With a folder, all of it but open queries outlives the process.
 */
export function createSalesforceSimulator(options: SalesforceOptions = {}): SalesforceSimulator {
  const core = createSimulatorCore(options);
  const sessions = createSalesforceSessions(core.journal, options);
  const stream = createSalesforceStream(
    (token) => !("status" in sessions.authenticate({ authorization: `Bearer ${token}` })),
  );
  const org = createSalesforceOrg(core, options, stream);
  const queries = createSalesforceQueries(org);
  const bulk = createSalesforceBulk(org);
  const usage = createUsage(options);
  const records = createCrmControl(core, salesforceActions(org), org.now);
  const extra = controlsOf({ core, org, sessions, queries, bulk, stream });
  const routes: Routes = createRoutes({
    ...serviceRoutes({ sessions, usage, url: () => server.url }),
    ...queries.routes,
    ...toolingRoutes(org),
    ...bulk.routes,
    ...collectionRoutes(org),
    ...compositeRoute(() => routes),
    ...objectRoutes(org),
  });
  const server = createSimulatorServer(
    core,
    {
      name: "salesforce",
      routes,
      controls: { ...crmControlRoutes(records), ...controlRoutes(extra) },
      authenticate: sessions.authenticate,
      limit: (_, { kind }) => (kind === "login" ? undefined : usage.take()),
      complete: (reply, _, { kind }) => {
        const told = kind === "login" ? {} : usage.headers();
        return { ...reply, headers: { ...clockHeaders(options.now), ...told, ...reply.headers } };
      },
      renderFault: renderSalesforceFault,
      notedHeaders,
      notFound: () => refusal(404, problems.notFound),
      compresses: true,
      parts: { schema: org.schema.part, sessions: sessions.part, records: org.store.part },
      describe: () => ({ credentials: sessions.credentials, count: org.store.count() }),
    },
    options.port,
  );
  const isNew = (field: CustomField) => org.schema.field(field.object, field.name) === undefined;
  org.schema.deploy((options.customFields ?? []).filter(isNew));
  core.journal.flush();
  return {
    ...records,
    ...extra,
    stream,
    async start() {
      if (options.streams) await stream.start();
      await server.start();
    },
    async stop() {
      await stream.stop();
      await server.stop();
    },
    get url() {
      return server.url;
    },
    credentials: sessions.credentials,
    seedTogether: core.journal.together,
    seed: (object, rows, atMs = org.now) =>
      seedRows(core, org.store, {
        rows,
        newRecord: (fields) => org.newRecord(object, fields),
        by: callers.system,
        atMs: (index) => wholeSecondMs(atMs(index)),
      }),
  };
}

function controlsOf({
  core,
  org,
  sessions,
  queries,
  bulk,
  stream,
}: {
  core: ReturnType<typeof createSimulatorCore>;
  org: ReturnType<typeof createSalesforceOrg>;
  sessions: ReturnType<typeof createSalesforceSessions>;
  queries: ReturnType<typeof createSalesforceQueries>;
  bulk: ReturnType<typeof createSalesforceBulk>;
  stream: SalesforceStreamControl;
}): SalesforceControl {
  return {
    async deployFields(fields) {
      org.schema.deploy(fields);
      core.journal.flush();
    },
    async hideFields(object, names) {
      org.schema.hide(object, names);
      core.journal.flush();
    },
    async hideObject(object) {
      org.schema.hideObject(object);
      core.journal.flush();
    },
    async showFields(object, names) {
      org.schema.show(object, names);
      core.journal.flush();
    },
    async expireSessions(user = "integration") {
      sessions.expire(user);
      core.journal.flush();
    },
    async convertLead(id) {
      const made = convertLead(org, id, { by: callers.person, atMs: org.now() });
      core.journal.flush();
      return made;
    },
    dropLocators: async () => queries.dropLocators(),
    dropJobs: async () => bulk.dropJobs(),
    findStreamAddress: async () => stream.streamAddress,
  };
}

function controlRoutes(control: SalesforceControl): Record<string, Route> {
  const user = z.object({ user: z.enum(["integration", "person"]).optional() });
  const hidden = z.object({ object: z.enum(objectNames), names: z.array(z.string()) });
  const handlers: Record<string, (call: Call) => Promise<unknown>> = {
    "POST /__simulator/deploy-fields": ({ body }) =>
      control.deployFields(parse(z.object({ fields: z.array(customField) }), body).fields),
    "POST /__simulator/hide-fields": ({ body }) => {
      const { object, names } = parse(hidden, body);
      return control.hideFields(object, names);
    },
    "POST /__simulator/hide-object": ({ body }) =>
      control.hideObject(parse(hidden.pick({ object: true }), body).object),
    "POST /__simulator/show-fields": ({ body }) => {
      const { object, names } = parse(hidden, body);
      return control.showFields(object, names);
    },
    "POST /__simulator/expire-sessions": ({ body }) =>
      control.expireSessions(parse(user, body === "" ? "{}" : body).user),
    "POST /__simulator/convert-lead": ({ body }) =>
      control.convertLead(parse(z.object({ id: z.string() }), body).id),
    "POST /__simulator/drop-locators": () => control.dropLocators(),
    "POST /__simulator/drop-jobs": () => control.dropJobs(),
    "GET /__simulator/stream": async () => ({ address: await control.findStreamAddress() }),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([pattern, run]) => [
      pattern,
      {
        kind: "control",
        operation: "control",
        handle: async (call) => {
          return { status: 200, json: (await run(call)) ?? {} };
        },
      },
    ]),
  );
}
