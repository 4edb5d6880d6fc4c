import { readFileSync } from "node:fs";
import type { MigrationSet } from "@fieldwork/store";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");

export const eventLogMigrations: MigrationSet = {
  set: "event-log",
  migrations: [
    { name: "0001-log", sql: read("./log-tables.sql") },
    { name: "0002-unpublished", sql: read("./0002-unpublished.sql") },
    { name: "0003-dead-letter-reasons", sql: read("./0003-dead-letter-reasons.sql") },
  ],
};
