import { type CheckedService, createFollower, type Logger } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import { listSharingMembers } from "./sharing-members.ts";

/** The sharing groups, as this process knows them: no record costs a query. */
export interface SharingGroups extends CheckedService {
  /** Undefined: the connection shares with no other. */
  of(connection: string): string | undefined;
}

const lookEveryMs = 2000;

/** Follows them, so that nothing has to be restarted when a connection joins a group or leaves it. */
export function createSharingGroups({
  database,
  logger,
}: {
  database: Pick<Db, "query">;
  logger: Logger;
}): SharingGroups {
  let groups: ReadonlyMap<string, string> = new Map();
  const follower = createFollower({
    name: "sharing groups",
    logger,
    async look() {
      const members = await listSharingMembers(database);
      groups = new Map(members.map(({ connection, group }) => [connection, group]));
    },
    lookEveryMs,
  });
  return { ...follower, of: (connection) => groups.get(connection) };
}
