import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { recordSearch } from "../pages/records/record-search.ts";
import { LoadingState } from "../ui/states.tsx";
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

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/settings/settings.tsx"), "Settings"),
});

export const router = createRouter({
  routeTree: root.addChildren([welcome, signedIn.addChildren([home, records, record, settings])]),
  defaultPendingComponent: LoadingState,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
