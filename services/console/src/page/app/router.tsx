import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { recordSearch } from "../pages/records/record-search.ts";
import { reviewSearch } from "../pages/reviews/review-search.ts";
import { LoadingState } from "../ui/states.tsx";
import { BrokenPage } from "./broken-page.tsx";
import { textsIn } from "./list-search.ts";
import { NotFound } from "./not-found.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ notFoundComponent: NotFound });

/** Everything but the welcome is for whoever is signed in. */
const signedIn = createRoute({ getParentRoute: () => root, id: "signed-in", component: Shell });

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("../pages/sign-in/welcome.tsx"), "Welcome"),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/home/home.tsx"), "Home"),
});

const records = createRoute({
  getParentRoute: () => signedIn,
  path: "/records",
  validateSearch: recordSearch,
  component: lazyRouteComponent(() => import("../pages/records/records.tsx"), "Records"),
});

const record = createRoute({
  getParentRoute: () => signedIn,
  path: "/records/$connection/$object/$id",
  validateSearch: recordSearch,
  component: lazyRouteComponent(() => import("../pages/record/record.tsx"), "RecordPage"),
});

const reviews = createRoute({
  getParentRoute: () => signedIn,
  path: "/reviews",
  validateSearch: reviewSearch,
  component: lazyRouteComponent(() => import("../pages/reviews/reviews.tsx"), "Reviews"),
});

const backfills = createRoute({
  getParentRoute: () => signedIn,
  path: "/backfills",
  component: lazyRouteComponent(() => import("../pages/backfills/backfills.tsx"), "Backfills"),
});

const newBackfill = createRoute({
  getParentRoute: () => signedIn,
  path: "/backfills/new",
  validateSearch: (search: Record<string, unknown>) =>
    textsIn(search, ["enrichment", "connection", "filter", "read"]),
  component: lazyRouteComponent(
    () => import("../pages/backfills/new/new-backfill.tsx"),
    "NewBackfill",
  ),
});

const backfill = createRoute({
  getParentRoute: () => signedIn,
  path: "/backfills/$id",
  validateSearch: (search: Record<string, unknown>) => textsIn(search, ["show"]),
  component: lazyRouteComponent(
    () => import("../pages/backfills/one/backfill.tsx"),
    "BackfillPage",
  ),
});

const undo = createRoute({
  getParentRoute: () => signedIn,
  path: "/undos/$id",
  validateSearch: (search: Record<string, unknown>) => textsIn(search, ["connection", "of"]),
  component: lazyRouteComponent(() => import("../pages/backfills/undo/undo.tsx"), "UndoPage"),
});

const operations = createRoute({
  getParentRoute: () => signedIn,
  path: "/operations",
  component: lazyRouteComponent(() => import("../pages/operations/operations.tsx"), "Operations"),
});

const deadLetters = createRoute({
  getParentRoute: () => signedIn,
  path: "/dead-letters",
  validateSearch: (search: Record<string, unknown>) =>
    textsIn(search, ["connection", "event", "replay"]),
  component: lazyRouteComponent(
    () => import("../pages/dead-letters/dead-letters.tsx"),
    "DeadLetters",
  ),
});

const enrichments = createRoute({
  getParentRoute: () => signedIn,
  path: "/enrichments",
  component: lazyRouteComponent(
    () => import("../pages/enrichments/enrichments.tsx"),
    "Enrichments",
  ),
});

const enrichment = createRoute({
  getParentRoute: () => signedIn,
  path: "/enrichments/$name",
  validateSearch: (search: Record<string, unknown>) =>
    textsIn(search, ["from", "to", "record", "evaluation"]),
  component: lazyRouteComponent(
    () => import("../pages/enrichments/enrichment.tsx"),
    "EnrichmentPage",
  ),
});

const captures = createRoute({
  getParentRoute: () => signedIn,
  path: "/captures",
  validateSearch: (search: Record<string, unknown>) =>
    textsIn(search, ["enrichment", "record", "connection", "id"]),
  component: lazyRouteComponent(() => import("../pages/captures/captures.tsx"), "Captures"),
});

const links = createRoute({
  getParentRoute: () => signedIn,
  path: "/links",
  validateSearch: (search: Record<string, unknown>) => textsIn(search, ["state"]),
  component: lazyRouteComponent(() => import("../pages/links/links.tsx"), "Links"),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>) => textsIn(search, ["order"]),
  component: lazyRouteComponent(() => import("../pages/audit/audit.tsx"), "Audit"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  validateSearch: (search: Record<string, unknown>) => textsIn(search, ["part"]),
  component: lazyRouteComponent(() => import("../pages/settings/settings.tsx"), "Settings"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    signedIn.addChildren([
      ...([home, records, record, reviews, operations] as const),
      ...([backfills, newBackfill, backfill, undo] as const),
      ...([deadLetters, enrichments, enrichment, captures, links, audit, settings] as const),
    ]),
  ]),
  defaultErrorComponent: BrokenPage,
  defaultPendingComponent: LoadingState,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
