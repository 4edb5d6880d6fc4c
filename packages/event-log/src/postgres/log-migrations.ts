import { readFileSync } from "node:fs";
import type { MigrationSet } from "@fieldwork/store";

export const eventLogMigrations: MigrationSet = {
  set: "event-log",
  migrations: [
    {
      name: "0001-log",
      sql: readFileSync(new URL("./log-tables.sql", import.meta.url), "utf8"),
    },
  ],
};
