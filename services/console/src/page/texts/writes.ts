/** The texts of how fields are written, and of what limits the calls to a CRM. */
export const writeTexts = {
  unknown: "not known yet",
  within: (half: string, most: string) =>
    `From read to reply half take ${half} s at most, 99 of 100 take ${most} s`,
  batches: (count: string) => ` (of ${count} in 7 days)`,
  noWindow: "No batch in 7 days",
  jobs: (count: string) => `By a job of the CRM's own where ${count} answers of backfills wait`,
};

export const limitTexts = {
  none: "none known",
  ours: (limit: string, unit: string, per: string) => `${limit} ${unit} ${periods[per] ?? per}`,
  told: (used: string, limit: string) => `The CRM said ${used} of ${limit} used,`,
  toldAlone: (unit: string, per: string) => `${unit} ${periods[per] ?? per}`,
  ofApp: "Of our app alone:",
  untold: "The CRM says nothing of it",
};

const periods: Readonly<Record<string, string>> = {
  second: "a second",
  "ten-seconds": "in ten seconds",
  minute: "a minute",
  day: "a day",
  "at-once": "at once",
};
