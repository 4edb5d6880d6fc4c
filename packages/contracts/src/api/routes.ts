import { backfillRoutes } from "./backfill-routes.ts";
import { budgetRoutes } from "./budget-routes.ts";
import { captureRoutes } from "./capture-routes.ts";
import { careRoutes } from "./care-routes.ts";
import { companyLinkRoutes } from "./company-link-routes.ts";
import { definitionRoutes } from "./definition-routes.ts";
import { evaluationRoutes } from "./evaluation-routes.ts";
import { lineRoutes } from "./line-routes.ts";
import { previewRoutes } from "./preview-routes.ts";
import { readRoutes } from "./read-routes.ts";
import { recordRoutes } from "./record-routes.ts";
import type { Route } from "./route.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { undoRoutes } from "./undo-routes.ts";
import { viewRoutes } from "./view-routes.ts";

/** Every route of the API. Values alone, so that a page can use them without any schema. */
export const routes = {
  ...lineRoutes,
  "session.begin": {
    ...{ method: "POST", path: "/v1/session", permission: null },
    summary: "Sign in; begins a session",
  },
  "session.show": {
    ...{ method: "GET", path: "/v1/session", permission: "self.manage" },
    summary: "Who is asking, and what they may do",
  },
  "session.end": {
    ...{ method: "DELETE", path: "/v1/session", permission: "self.manage" },
    summary: "Sign out; ends the session",
  },
  "link.show": {
    ...{ method: "POST", path: "/v1/links/show", permission: null },
    summary: "Whom a one-time link is for, and what it asks of them; the link stays good",
  },
  "link.accept": {
    ...{ method: "POST", path: "/v1/links/accept", permission: null },
    summary: "Use a one-time link up; sets the password, if it asks for one, and begins a session",
  },
  "sessions.list": {
    ...{ method: "GET", path: "/v1/sessions", permission: "self.manage" },
    summary: "One's own sessions",
  },
  "sessions.revoke": {
    ...{ method: "DELETE", path: "/v1/sessions/:id", permission: "self.manage" },
    summary: "End a session of one's own",
  },
  "tokens.list": {
    ...{ method: "GET", path: "/v1/tokens", permission: "self.manage" },
    summary: "One's own tokens; of an admin, everybody's",
  },
  "tokens.create": {
    ...{ method: "POST", path: "/v1/tokens", permission: "self.manage" },
    showsSecret: true,
    summary: "Create a token that may do no more than whoever asks",
  },
  "tokens.revoke": {
    ...{ method: "DELETE", path: "/v1/tokens/:id", permission: "self.manage" },
    summary: "End a token of one's own; of an admin, anybody's",
  },
  "people.list": {
    ...{ method: "GET", path: "/v1/people", permission: "people.manage" },
    summary: "Everybody who may use the API",
  },
  "people.invite": {
    ...{ method: "POST", path: "/v1/people", permission: "people.manage" },
    showsSecret: true,
    summary: "Invite somebody by a one-time link, also for a new password",
  },
  "people.grant": {
    ...{ method: "POST", path: "/v1/people/:id/grants", permission: "people.manage" },
    summary: "Grant a role on one connection, or on all",
  },
  "people.revoke": {
    ...{ method: "POST", path: "/v1/people/:id/grants/revoke", permission: "people.manage" },
    summary: "Take a role away",
  },
  "people.disable": {
    ...{ method: "POST", path: "/v1/people/:id/disable", permission: "people.manage" },
    summary: "End all access of a person at once",
  },
  "audit.list": {
    ...{ method: "GET", path: "/v1/audit", permission: "audit.read" },
    summary: "Every order that was given, the last first",
  },
  "erasures.list": {
    ...{ method: "GET", path: "/v1/erasures", permission: "erasure.order" },
    summary: "The receipts of erasures, the last first",
  },
  "erasures.preview": {
    ...{ method: "POST", path: "/v1/erasures/preview", permission: "erasure.order" },
    summary: "What an erasure of a person would delete",
  },
  "erasures.order": {
    ...{ method: "POST", path: "/v1/erasures", permission: "erasure.order" },
    isInParts: true,
    summary: "Delete everything that is kept of a person, and keep them out",
  },
  "erasures.verify": {
    ...{ method: "POST", path: "/v1/erasures/verify", permission: "erasure.order" },
    summary: "Look for what is left of a person who was erased",
  },
  "holds.list": {
    ...{ method: "GET", path: "/v1/holds", permission: "line.read" },
    summary: "What people have paused or killed, the oldest order first",
  },
  "holds.place": {
    ...{ method: "POST", path: "/v1/holds", permission: "holds.order" },
    summary: "Pause or kill; nothing of it begins later than a second after the reply",
  },
  "holds.lift": {
    ...{ method: "POST", path: "/v1/holds/lift", permission: "holds.order" },
    summary: "Lift a hold; what waited goes on by itself",
  },
  "notices.list": {
    ...{ method: "GET", path: "/v1/notices", permission: "notices.order" },
    summary: "What people were told, the last first",
  },
  "notice-channels.list": {
    ...{ method: "GET", path: "/v1/notice-channels", permission: "notices.order" },
    summary: "Where notices go",
  },
  "notice-channels.add": {
    ...{ method: "POST", path: "/v1/notice-channels", permission: "notices.order" },
    ...{ showsSecret: true },
    summary: "Send notices to a webhook or an e-mail address; shows a webhook's secret once",
  },
  "notice-channels.remove": {
    ...{ method: "DELETE", path: "/v1/notice-channels/:id", permission: "notices.order" },
    summary: "Send no notice there any more",
  },
  "records.list": {
    ...{ method: "GET", path: "/v1/records", permission: "records.read" },
    summary: "Records, newest change first, or those that a search finds",
  },
  "records.count": {
    ...{ method: "GET", path: "/v1/records/count", permission: "records.read" },
    summary: "How many records there are of those that a list would show",
  },
  ...budgetRoutes,
  ...definitionRoutes,
  ...settingsRoutes,
  ...viewRoutes,
  ...captureRoutes,
  ...companyLinkRoutes,
  ...recordRoutes,
  ...careRoutes,
  ...backfillRoutes,
  ...readRoutes,
  ...undoRoutes,
  ...previewRoutes,
  ...evaluationRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
