import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BudgetSpec, totalSpec } from "@fieldwork/budget";
import type { NanoUsd } from "@fieldwork/contracts";
import { startLocalBackends } from "@fieldwork/infra/local";
import { createLogger } from "@fieldwork/runtime";
import {
  createDatabase,
  type Database,
  migrate,
  setBudgets,
  storeMigrations,
} from "@fieldwork/store";
import { createPostgresServer, prepareServerBinaries, serverUser } from "@fieldwork/store/embedded";

export interface LayerStore {
  database: Database;
  databaseUrl: string;
  redisUrl: string;
  postgresPid(): number;
  stop(): Promise<void>;
}

/** A PostgreSQL and a Redis of its own, with a budget of each kind that a call of the layer is charged to. */
export async function openLayerStore(limitNanoUsd: NanoUsd): Promise<LayerStore> {
  const logger = createLogger({ service: "bench", level: "error" });
  const user = serverUser();
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-bench-"));
  await chmod(dir, 0o755);
  const server = createPostgresServer({
    dir: join(dir, "postgres"),
    binaries: await prepareServerBinaries(user ? join(dir, "binaries") : undefined),
    ...{ user, logger },
  });
  await server.start();
  const backends = await startLocalBackends({ need: ["redis"], logger });
  const databaseUrl = server.url("postgres");
  const database = createDatabase({
    ...{ connectionString: databaseUrl, max: 4, applicationName: "bench" },
  });
  await migrate(database, [storeMigrations]);
  await setBudgets(database, fiveBudgets(limitNanoUsd));
  return {
    ...{ database, databaseUrl, redisUrl: backends.redisUrl },
    postgresPid: () => server.pid() ?? 0,
    async stop() {
      await database.stop();
      await backends.stop();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function fiveBudgets(limitNanoUsd: NanoUsd): BudgetSpec[] {
  const others = ["connection", "enrichment", "provider", "model"] as const;
  return [
    totalSpec(limitNanoUsd),
    ...others.map((of): BudgetSpec => ({ of, per: "day", limitNanoUsd })),
  ];
}
