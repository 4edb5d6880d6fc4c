/**
 * How long answers of backfills wait for so many others that a job of the CRM's own is worth it, before they are
 * written by calls.
 */
export const jobWaitMs = 30_000;
