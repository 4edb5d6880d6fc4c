import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
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

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/settings/settings.tsx"), "Settings"),
});

export const router = createRouter({
  routeTree: root.addChildren([welcome, signedIn.addChildren([home, settings])]),
  defaultPendingComponent: LoadingState,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
