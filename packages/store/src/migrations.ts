import { readFileSync } from "node:fs";
import type { MigrationSet } from "./migrate.ts";

const names = [
  "0001-line",
  "0002-role-lease",
  "0003-cheaper-rows",
  "0004-lane-checks",
  "0005-connection-rest",
  "0006-write-rests",
  "0007-output-hints",
  "0008-reason-codes",
  "0009-read-start",
  "0010-reading",
  "0011-definitions",
  "0012-wanters",
  "0013-holds",
  "0014-answers",
  "0015-call-purposes",
  "0016-reviews",
  "0017-budgets-by-scope",
  "0018-write-orders",
  "0019-order-outcomes",
  "0020-rejected-answers",
  "0021-lists-apart",
  "0022-stopped-wanting",
  "0023-replays",
  "0024-audit",
  "0025-who",
  "0026-review-orders",
  "0027-labelled-cases",
  "0028-erasure",
  "0029-spared-wanters",
  "0030-order-keys",
  "0031-notices",
  "0032-backfills",
  "0033-stopped-in-flight",
  "0034-filters",
  "0035-described-fields",
  "0036-ordered-asks",
  "0037-sign-in-links",
  "0038-budget-orders",
  "0039-source-reads",
  "0040-source-counts",
];

/** Every table of the line except those of the log and of the queue. */
export const storeMigrations: MigrationSet = {
  set: "store",
  migrations: names.map((name) => ({
    name,
    sql: readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), "utf8"),
  })),
};
