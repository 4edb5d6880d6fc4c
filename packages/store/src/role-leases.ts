import type { Db } from "./database.ts";

export interface RoleClaim {
  role: string;
  /** Unique among the processes that may play the role. */
  holder: string;
}

/** Takes a role that nobody holds now, or renews it. False: another process has it. */
export async function takeRole(
  db: Db,
  { role, holder, leaseMs }: RoleClaim & { leaseMs: number },
): Promise<boolean> {
  const rows = await db.query(
    `insert into role_lease (role, holder, lease_until)
     values ($1, $2, now() + $3 * interval '1 millisecond')
     on conflict (role) do update set holder = excluded.holder, lease_until = excluded.lease_until
     where role_lease.holder = excluded.holder or role_lease.lease_until < now()
     returning 1`,
    [role, holder, leaseMs],
  );
  return rows.length === 1;
}

export async function leaveRole(db: Db, { role, holder }: RoleClaim): Promise<void> {
  await db.query("delete from role_lease where role = $1 and holder = $2", [role, holder]);
}
