import { statfs } from "node:fs/promises";
import { reasonText } from "@fieldwork/contracts";
import { eventLogMigrations } from "@fieldwork/event-log";
import {
  type Database,
  findMigrations,
  findServer,
  listClosedLanes,
  storeMigrations,
} from "@fieldwork/store";
import { listConnectionTerms } from "@fieldwork/store/terms";
import { type Finding, look } from "./finding.ts";

const maxSkewMs = 2000;
const leastFreeBytes = 2 * 1024 ** 3;

/** PostgreSQL, its tables, its clock, and what the line has noted of its models. */
export async function examineStore(database: Database): Promise<Finding[]> {
  const found = await Promise.all([
    look("PostgreSQL", () => examineServer(database)),
    look("tables", () => examineTables(database)),
    look("models", () => examineLanes(database)),
    look("connections", () => examineQuotas(database)),
  ]);
  return found.flat();
}

async function examineServer(database: Database): Promise<Finding[]> {
  const askedAt = Date.now();
  const { version, leastVersion, isTooOld, now } = await findServer(database);
  const tookMs = Date.now() - askedAt;
  // Half of the round trip lies between both clocks.
  const skewMs = Math.round(now.getTime() - askedAt - tookMs / 2);
  const server: Finding = isTooOld
    ? {
        ...{ of: "PostgreSQL", state: "wrong", told: `version ${version}` },
        remedy: `Use version ${leastVersion} or newer`,
      }
    : { of: "PostgreSQL", state: "fine", told: `version ${version}, replies in ${tookMs} ms` };
  const isOff = Math.abs(skewMs) > maxSkewMs;
  const clock: Finding = isOff
    ? {
        ...{ of: "clocks", state: "wrong", told: `PostgreSQL's clock is ${skewMs} ms from ours` },
        remedy: "Let both machines follow one time server: leases and cool-downs depend on it",
      }
    : { of: "clocks", state: "fine", told: `PostgreSQL's clock is within ${maxSkewMs} ms of ours` };
  return [server, clock];
}

async function examineTables(database: Database): Promise<Finding[]> {
  const applied = new Set(await findMigrations(database));
  const wanted = [storeMigrations, eventLogMigrations].flatMap(({ set, migrations }) =>
    migrations.map(({ name }) => `${set}/${name}`),
  );
  const missing = wanted.filter((one) => !applied.has(one));
  const strange = [...applied].filter((one) => !wanted.includes(one));
  const of = "tables";
  if (missing.length > 0) {
    const told = `${missing.length} migrations have not run, the first is ${missing[0]}`;
    const remedy = "Run npx fieldwork prepare, or npm start";
    return [{ of, state: "wrong", told, remedy }];
  }
  if (strange.length > 0) {
    const told = `they are of a newer version: ${strange[0]} is not known here`;
    return [{ of, state: "wrong", told, remedy: "Update this installation as well" }];
  }
  return [{ of, state: "fine", told: `all ${wanted.length} migrations have run` }];
}

async function examineLanes(database: Database): Promise<Finding[]> {
  const closed = await listClosedLanes(database);
  if (closed.length === 0) return [{ of: "models", state: "fine", told: "no lane is closed" }];
  return closed.map(({ name, closedUntil, needsCheck, reason }) => ({
    ...{ of: "models", state: "odd" as const },
    told: `${name} is closed until ${closedUntil.toISOString()}${needsCheck ? " and a check is accepted" : ""}: ${reasonText(reason)}`,
  }));
}

/** Of the CRMs' days, as their last replies told the services. */
async function examineQuotas(database: Database): Promise<Finding[]> {
  const terms = await listConnectionTerms(database);
  return terms.flatMap(({ connection, quotaUsed: used, quotaLimit: limit, seenAt }): Finding[] => {
    if (used === null || limit === null) return [];
    const of = `calls of ${connection}`;
    const told = `${used} of ${limit} of its day are used, as of ${seenAt.toISOString()}`;
    if (used < limit * 0.8) return [{ of, state: "fine", told }];
    const remedy = "Wait for the CRM's next day, or find out which integration uses it up";
    return [{ of, state: "odd", told, remedy }];
  });
}

/** How much room is left where the embedded line keeps everything. */
export function examineDisk(folder: string): Promise<Finding[]> {
  return look("disk", async () => {
    const { bavail, bsize } = await statfs(folder);
    const told = `${(Number(bavail * bsize) / 1024 ** 3).toFixed(1)} GB are free in ${folder}`;
    if (bavail * bsize >= leastFreeBytes) return [{ of: "disk", state: "fine", told }];
    return [
      { of: "disk", state: "wrong", told, remedy: "Make room: without any, PostgreSQL stops" },
    ];
  });
}
