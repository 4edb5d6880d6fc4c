import type { Connection } from "./vendors.ts";

/** The connections that share answers about one company, each with the name of its group. */
export function sharingMembers(
  connections: readonly Connection[],
): { connection: string; group: string }[] {
  return connections.flatMap(({ name: connection, sharing: group }) =>
    group === undefined ? [] : [{ connection, group }],
  );
}
