import type { IncomingHttpHeaders } from "node:http";
import type { Journal, JournalPart } from "../core/journal.ts";
import type { Call, Route } from "../core/routes.ts";

/** A public app that the portal has installed. */
export interface HubspotApp {
  clientId: string;
  clientSecret: string;
  /** The one that was given out first. */
  refreshToken: string;
}

export interface HubspotAppLogins {
  readonly routes: Record<string, Route>;
  /** Whether a call comes with a token of the app that counts. */
  isOfApp(headers: IncomingHttpHeaders): boolean;
  /** Refuses the tokens that were given out; the next login gives a new one. */
  expire(): void;
  readonly part: JournalPart;
}

/** Tokens last for half an hour; each login may replace the refresh token. */
export function createHubspotAppLogins(
  app: HubspotApp,
  { journal, rotates }: { journal: Journal; rotates: boolean },
): HubspotAppLogins {
  const state = { tokens: 0, expired: 0, refreshes: 0 };
  const accessToken = () => `CSimulated-${state.tokens}-of-${app.clientId}`;
  const refreshToken = () =>
    state.refreshes === 0 ? app.refreshToken : `${app.refreshToken}-${state.refreshes}`;
  const stage = () => journal.stage("app", state);

  function logIn({ body }: Call) {
    const form = new URLSearchParams(body);
    const isApp =
      form.get("client_id") === app.clientId && form.get("client_secret") === app.clientSecret;
    if (!isApp) return refused("BAD_CLIENT_ID", "invalid_client", "missing or unknown client id");
    if (
      form.get("grant_type") !== "refresh_token" ||
      form.get("refresh_token") !== refreshToken()
    ) {
      return refused("BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token");
    }
    state.tokens += 1;
    if (rotates) state.refreshes += 1;
    stage();
    return {
      status: 200,
      json: {
        ...{ token_type: "bearer", access_token: accessToken(), expires_in: 1800 },
        refresh_token: refreshToken(),
      },
    };
  }

  const route: Route = { kind: "login", operation: "token", open: true, handle: logIn };
  return {
    routes: { "POST /oauth/v1/token": route, "POST /oauth/2026-03/token": route },
    isOfApp: ({ authorization }) =>
      state.tokens > state.expired && authorization === `Bearer ${accessToken()}`,
    expire() {
      state.expired = state.tokens;
      stage();
    },
    part: {
      restore: (entry) => void Object.assign(state, entry),
      snapshot: () => [state],
    },
  };
}

function refused(status: string, error: string, message: string) {
  return { status: 400, json: { status, message, error, error_description: message } };
}
