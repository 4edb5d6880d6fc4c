/** Every text of the console, so that another language is a file of this form. What the API says in words comes from the API. */

const several = (count: number, one: string, more: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const texts = {
  language: "en",
  common: {
    product: "Fieldwork",
    menu: "Menu",
    close: "Close",
    clear: "Clear",
    unknown: "unknown",
    justNow: "just now",
    soon: "within a minute",
    look: "Look",
  },
  pages: {
    home: "Home",
    settings: "Settings",
  },
  states: {
    loading: "Loading",
    failed: "This could not be read",
    notDone: "That was not done",
    unreachable: "Fieldwork cannot be reached. It may be restarting, or the network is down.",
    tryAgain: "Try again",
    stale: (why: string) => `What you see is from before: it could not be read again. ${why}`,
    forbidden: "You may not see this",
    forbiddenHint: (why: string) => `${why}. An admin can grant it to you under Settings, People.`,
    noPage: "There is no such page",
    noPageHint: "The address may be mistyped, or from another version.",
  },
  account: {
    appearance: "Appearance",
    schemes: { light: "Light", dark: "Dark", auto: "As the system" },
    signOut: "Sign out",
  },
  signIn: {
    title: "Sign in",
    email: "E-mail address",
    password: "Password",
    showPassword: "Show the password",
    signIn: "Sign in",
  },
  welcome: {
    firstAdmin: "Welcome to Fieldwork",
    hello: (name: string) => `Welcome, ${name}`,
    name: "Your name",
    newPassword: "New password",
    hints: {
      "first-admin": "You become the first admin and may do everything, also invite others.",
      invitation: "Choose a password. Your other sessions end.",
      "sign-in": "This link signs you in on this computer, once.",
    },
    accept: {
      "first-admin": "Become the admin",
      invitation: "Set the password",
      "sign-in": "Go to the console",
    },
    noLink: "This link does not work",
    noLinkHint:
      "Links work once and for a short time. Ask an admin for a new one, or sign in with your password.",
  },
  holds: {
    banner: "People hold something, so not everything goes on",
    one: ({ scope, target, action, heldBy, why }: HeldView) =>
      `${scope === "everything" ? "Everything" : `${capital(scope)} ${target}`} is ${action} by ${heldBy}${why ? `: ${why}` : ""}`,
  },
  home: {
    needsYou: "What needs you now",
    nothing: "Nothing needs you now",
    nothingHint: "Live changes are written as promised, and nothing waits for a person.",
    freshness: "Freshness",
    noObjectives: "No enrichment promises how soon changes are written.",
    freshnessKept: "kept",
    freshnessMissed: "missed",
    objective: (share: number, within: string) =>
      `${Math.round(share * 1000) / 10} % within ${within}`,
    overdue: (count: number) => several(count, "change overdue", "changes overdue"),
    burn: (short: number | null, long: number | null) =>
      `Used up at ${rate(short)} the promised pace in the last 5 minutes, ${rate(long)} in the last hour`,
    reviews: (count: number) =>
      several(count, "answer waits for a person", "answers wait for a person"),
    deadLetters: (count: number, cause: string) =>
      `${several(count, "dead letter", "dead letters")}: ${cause}`,
    budget: (scope: string, percent: string, limit: string) =>
      `The budget ${scope} is ${percent} used of ${limit}`,
    backfill: (id: string, why: string) => `The backfill ${id} ${why}`,
    backfillStopped: (gate: string) => `paused itself: ${gate}`,
    replay: (id: string, state: string) => `The replay ${id} is ${state} and waits for its go`,
    line: "The line",
    working: "being worked on",
    waitsForMoney: "waiting for money",
    waitsForCrm: "waiting for the CRM",
    finished: "finished",
    total: "wanted in all",
  },
  settings: {
    sessions: {
      title: "Your sessions",
      hint: "Where you are signed in. A session that you do not know should be ended.",
      none: "You came by a token, which has no session.",
      browser: "Browser",
      from: "Address",
      seen: "Last seen",
      expires: "Ends by itself",
      end: "End",
      ended: "The session has ended",
      isThis: "This one",
    },
  },
};

interface HeldView {
  scope: string;
  target: string;
  action: string;
  heldBy: string;
  why: string | null;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function rate(burn: number | null): string {
  return burn === null ? "no" : `${burn.toFixed(1)}×`;
}
