import { capital } from "./words.ts";

/** What is on every page, and the way in. */
export const frameTexts = {
  common: {
    product: "Fieldwork",
    menu: "Menu",
    close: "Close",
    clear: "Clear",
    unknown: "unknown",
    asTable: "As a table",
    atMost: (value: string) => `at most ${value}`,
    justNow: "just now",
    soon: "within a minute",
    cancel: "Cancel",
    connection: "Connection",
    sentence: (words: string) => capital(words),
  },
  pages: {
    home: "Home",
    records: "Records",
    reviews: "Reviews",
    backfills: "Backfills",
    operations: "Operations",
    deadLetters: "Dead letters",
    enrichments: "Enrichments",
    audit: "Audit",
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
    forbiddenHint: (why: string) =>
      `${capital(why)}. An admin can grant it to you under Settings, People.`,
    noPage: "There is no such page",
    noPageHint: "The address may be mistyped, or from another version.",
    broken: "This page does not work",
    brokenHint: (why: string) =>
      `That is a fault of the console, and nothing was changed by it. If it stays after loading the page again, tell whoever runs Fieldwork what it says: ${why}`,
    reload: "Load the page again",
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
    bannerItself: "A backfill has paused itself at a gate, and waits for a person",
    bannerParked: "Records that keep coming back are parked",
    parked: (count: number) =>
      count === 1
        ? "One record changed again after each of our writes, and is left alone"
        : `${count.toLocaleString("en")} records changed again after each of our writes, and are left alone`,
    itself: ({ target }: HeldView) => `Backfill ${target} has paused itself: its page tells why`,
    one: ({ scope, target, action, heldBy, why }: HeldView) =>
      `${scope === "everything" ? "Everything" : `${capital(scope)} ${target}`} is ${action} by ${heldBy}${why ? `: ${why}` : ""}`,
  },
};

interface HeldView {
  scope: string;
  target: string;
  action: string;
  heldBy: string;
  why: string | null;
}
