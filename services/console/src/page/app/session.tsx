import { type Permission, type Reach, type Rights, reachOf } from "@fieldwork/contracts/page";
import { createContext, lazy, type ReactNode, Suspense, useContext } from "react";
import { ErrorState, LoadingState } from "../ui/states.tsx";
import { isSignedOut } from "./query-client.ts";
import { useApi } from "./use-api.ts";

// With its form, which whoever is signed in does not wait for.
const SignIn = lazy(async () => ({
  default: (await import("../pages/sign-in/sign-in.tsx")).SignIn,
}));

export interface Session {
  id: string;
  name: string;
  rights: Rights;
}

const SessionContext = createContext<Session>({ id: "", name: "", rights: [] });

/** Lets through whoever is signed in; to others it shows the sign-in, at the address they wanted. */
export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const { data, error, isPending, refetch } = useApi("session.show", {});
  if (isSignedOut(error))
    return (
      <Suspense fallback={<LoadingState />}>
        <SignIn />
      </Suspense>
    );
  if (isPending) return <LoadingState />;
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <SessionContext value={{ id: data.actor.id, name: data.actor.name, rights: data.rights }}>
      {children}
    </SessionContext>
  );
}

export function useSession(): Session {
  return useContext(SessionContext);
}

/** Where whoever is signed in may do something. */
export function useReach(permission: Permission): Reach {
  return reachOf(useSession().rights, permission);
}

/**
 * The connection to look at: the one asked for. Whoever may see several and not all looks at one of them at a time;
 * `choice` holds these.
 */
export function useConnection(
  permission: Permission,
  asked: string | undefined,
): { connection: string | undefined; choice: readonly string[] } {
  const reach = useReach(permission);
  const choice = reach === "all" || reach.length < 2 ? [] : reach;
  return { connection: asked ?? choice[0], choice };
}

/** Whether they may do it on this connection; without one, anywhere at all. */
export function useMay(permission: Permission, connection?: string): boolean {
  const reach = useReach(permission);
  if (reach === "all") return true;
  return connection === undefined ? reach.length > 0 : reach.includes(connection);
}
