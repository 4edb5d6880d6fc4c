import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { problems, refusal } from "./salesforce-errors.ts";
import type { SalesforceOptions } from "./salesforce-options.ts";
import type { SalesforceSessions } from "./salesforce-sessions.ts";

export interface Usage {
  /** Counts a call; the refusal when the day's calls are used up. */
  take(): Reply | undefined;
  headers(): Record<string, string>;
  readonly used: number;
  readonly max: number;
}

const defaultCallsPerDay = 1_000_000;

export function createUsage({ callsPerDay = defaultCallsPerDay }: SalesforceOptions): Usage {
  let used = 0;
  return {
    take() {
      if (used >= callsPerDay) return refusal(403, problems.requests);
      used += 1;
      return undefined;
    },
    headers: () => ({ "Sforce-Limit-Info": `api-usage=${used}/${callsPerDay}` }),
    get used() {
      return used;
    },
    max: callsPerDay,
  };
}

interface ServiceDeps {
  sessions: SalesforceSessions;
  usage: Usage;
  url(): string;
}

/** Login, the versions of the API, and the limits of the org. */
export function serviceRoutes({ sessions, usage, url }: ServiceDeps): Record<string, Route> {
  const read = (operation: string, handle: (call: Call) => Reply): Route => ({
    kind: "read",
    operation,
    handle,
  });
  const resources = ({ params }: Call) => ok(resourcesOf(params.version ?? ""));
  const limits = () => ok(limitsOf(usage));
  return {
    "POST /services/oauth2/token": {
      kind: "login",
      operation: "token",
      open: true,
      handle: (call) => sessions.logIn(call, url()),
    },
    "GET /services/oauth2/userinfo": read("userinfo", ({ caller }) =>
      ok({ user_id: caller.id, organization_id: sessions.credentials.organizationId }),
    ),
    "GET /id/:organization/:user": read("identity", ({ params }) =>
      ok({ id: `${url()}/id/${params.organization}/${params.user}`, user_id: params.user }),
    ),
    "GET /services/data": { ...read("versions", () => ok(versions())), open: true },
    "GET /services/data/": { ...read("versions", () => ok(versions())), open: true },
    "GET /services/data/:version": read("resources", resources),
    "GET /services/data/:version/": read("resources", resources),
    "GET /services/data/:version/limits": read("limits", limits),
    "GET /services/data/:version/limits/": read("limits", limits),
  };
}

const firstVersion = 50;
const lastVersion = 66;

function versions(): unknown[] {
  const count = lastVersion - firstVersion + 1;
  return Array.from({ length: count }, (_, index) => {
    const version = `${firstVersion + index}.0`;
    return { label: `API ${version}`, url: `/services/data/v${version}`, version };
  });
}

function resourcesOf(version: string): Record<string, string> {
  const names = ["sobjects", "query", "queryAll", "limits", "composite"];
  return Object.fromEntries(names.map((name) => [name, `/services/data/${version}/${name}`]));
}

function limitsOf({ used, max }: Usage): Record<string, { Max: number; Remaining: number }> {
  return {
    DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) },
    DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
    DailyDeliveredPlatformEvents: { Max: 10_000, Remaining: 10_000 },
  };
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
