import { chmod, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, type Logger } from "@fieldwork/runtime";
import { servicesUrlFrom } from "@fieldwork/store";
import type { PostgresServer } from "@fieldwork/store/embedded";
import { freePort } from "../local/free-port.ts";
import { type LocalBackends, startLocalBackends } from "../local/start-local-backends.ts";
import { environmentOf, type LayoutService, layout } from "./layout.ts";
import {
  createManagedProcess,
  type Heap,
  type ManagedProcess,
  runToEnd,
} from "./managed-process.ts";
import {
  type SimulatedVendors,
  startSimulatedVendors,
  type VendorOptions,
} from "./simulated-vendors.ts";
import { startPostgres } from "./start-postgres.ts";

export interface GivenServers {
  databaseUrl?: string;
  /** The role that owns the tables; by default that of `databaseUrl`. */
  adminUrl?: string;
  redisUrl?: string;
  kafkaBrokers?: string;
}

export interface StackOptions {
  /** How many of each service; by default the layout's number. 0 leaves one out. */
  replicas?: Readonly<Record<string, number>> | undefined;
  /** Given to the services, in addition to where everything is. */
  settings?: Readonly<Record<string, string>> | undefined;
  vendors?: VendorOptions | undefined;
  /** The enrichments, in place of those that ship with Fieldwork. */
  catalogDir?: string | undefined;
  /** How large the services' heaps become; by default as in the image. */
  heap?: Heap | undefined;
  /** Processes, such as `planner-1`, that are not started with the others. */
  startedLater?: readonly string[] | undefined;
  /** The folder of another PostgreSQL's `initdb` and `postgres`, in place of the packaged. */
  postgresBinDir?: string | undefined;
  /** Servers that are already running. */
  given?: GivenServers | undefined;
  /** One line of one process's log. */
  onLine?: ((process: string, line: string) => void) | undefined;
  /** A process that exits unexpectedly is started again after this long. */
  restartAfterMs?: number | undefined;
  logger: Logger;
}

export interface RunningStack {
  /** As the role that services connect as. */
  databaseUrl: string;
  /** As the role that owns the tables. */
  adminUrl: string;
  backends: LocalBackends;
  /** Undefined when a database was given. */
  postgres: PostgresServer | undefined;
  vendors: SimulatedVendors;
  /** In the order of their start. */
  processes: readonly ManagedProcess[];
  process(name: string): ManagedProcess;
  /** Services first, in reverse; then the backends. */
  stop(): Promise<void>;
}

/**
 * The production layout as processes of this machine: Redis, Kafka and PostgreSQL with temporary data,
 * simulators in place of the vendors, and every service as the layout says. All end with this process,
 * however it ends.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { given = {}, startedLater = [], logger } = options;
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-stack-"));
  await chmod(folder, 0o755);
  const closers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const openings: Promise<unknown>[] = [];
  const opened = <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const opening = starting.then((one) => {
      closers.push(() => one.stop());
      return one;
    });
    openings.push(opening);
    return opening;
  };
  const stop = async () => {
    // When one could not be started, the others still start, in the folder that is about to go.
    await Promise.allSettled(openings);
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const [backends, postgres, vendors] = await Promise.all([
      opened(startLocalBackends({ need: ["redis", "kafka"], given, logger })),
      given.databaseUrl === undefined
        ? opened(startPostgres({ folder, binDir: options.postgresBinDir, logger }))
        : undefined,
      opened(startVendors(folder, options)),
    ]);
    const { databaseUrl, adminUrl } = databaseUrls(given, postgres);
    const settings = {
      ...{ DATABASE_URL: databaseUrl, REDIS_URL: backends.redisUrl },
      ...(adminUrl !== databaseUrl && { DATABASE_ADMIN_URL: adminUrl }),
      ...{ KAFKA_BROKERS: backends.kafkaBrokers, METADATA_DIR: join(folder, "metadata") },
      ...vendors.settings,
      ...options.settings,
    };
    const processes = await planProcesses(options, settings);
    closers.push(() => stopAll(processes));
    await runOnce(options, settings);
    const startedNow = processes.filter(({ name }) => !startedLater.includes(name));
    await Promise.all(startedNow.map((one) => one.start()));
    return {
      ...{ databaseUrl, adminUrl, backends, postgres, vendors, processes, stop },
      process(name) {
        const found = processes.find((one) => one.name === name);
        if (found) return found;
        throw new AppError(`the stack has no process ${name}`, {
          code: "internal",
          retryable: false,
        });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startVendors(folder: string, { vendors = {}, catalogDir }: StackOptions) {
  const configDir = join(folder, "config");
  await mkdir(configDir, { mode: 0o700 });
  if (catalogDir !== undefined) await symlink(catalogDir, join(configDir, "enrichments"));
  return startSimulatedVendors(configDir, vendors);
}

function databaseUrls(
  { databaseUrl, adminUrl }: GivenServers,
  postgres: PostgresServer | undefined,
): Pick<RunningStack, "databaseUrl" | "adminUrl"> {
  if (databaseUrl !== undefined) return { databaseUrl, adminUrl: adminUrl ?? databaseUrl };
  const ownerUrl = postgres?.url("postgres") ?? "";
  return { databaseUrl: servicesUrlFrom(ownerUrl), adminUrl: ownerUrl };
}

async function runOnce(
  { heap = "image", onLine = () => undefined }: StackOptions,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  for (const service of layout.filter(({ runsOnce }) => runsOnce)) {
    const { name, command } = service;
    const env = environmentOf(service, settings);
    await runToEnd({ name, command, env, heap, onLine: (line) => onLine(name, line) });
  }
}

async function planProcesses(
  { replicas = {}, restartAfterMs, heap = "image", onLine = () => undefined }: StackOptions,
  settings: Readonly<Record<string, string>>,
): Promise<ManagedProcess[]> {
  const services = layout.filter(({ runsOnce }) => !runsOnce);
  const wanted = services.flatMap((service): [LayoutService, string][] => {
    const count = replicas[service.name] ?? service.replicas;
    return Array.from({ length: count }, (_, index) => [service, `${service.name}-${index + 1}`]);
  });
  return Promise.all(
    wanted.map(async ([service, name]) => {
      const healthPort = await freePort();
      const ports = { HEALTH_PORT: String(healthPort), API_PORT: String(await freePort()) };
      const env = environmentOf(service, { ...ports, ...settings, HEALTH_PORT: ports.HEALTH_PORT });
      return createManagedProcess({
        ...{ name, command: service.command, env, heap, healthPort, restartAfterMs },
        onLine: (line) => onLine(name, line),
      });
    }),
  );
}

async function stopAll(processes: readonly ManagedProcess[]): Promise<void> {
  await Promise.all(processes.map((one) => one.stop()));
}
