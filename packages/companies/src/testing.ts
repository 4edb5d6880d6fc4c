import providers from "email-providers/all.json" with { type: "json" };

/** Domains of mail providers. */
export const mailProviders: readonly string[] = providers;
