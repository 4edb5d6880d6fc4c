import type { Db } from "../database.ts";

/** Longer than a login takes. */
const turnMs = 45_000;

interface KeptLogin {
  generation: number;
  sealed: string;
}

interface Row {
  generation: number;
  sealed: string | null;
  /** Only of a turn that has just begun. */
  turn: string | null;
}

/** The logins of connections, kept for all processes; what is kept was sealed by whoever logged in. */
export function createConnectionLogins(db: Pick<Db, "query">) {
  return {
    /** The login that is newer than `after`, or leave to make one, or neither: another is making it. */
    async begin(
      connection: string,
      after: number,
    ): Promise<
      | { kind: "kept"; login: KeptLogin }
      | { kind: "yours"; turn: string; last: KeptLogin | undefined }
      | { kind: "wait" }
    > {
      const [row] = await db.query<Row>(
        `with begun as (
           insert into connection_login as known (connection, turn, turn_until)
           values ($1, gen_random_uuid(), now() + $3 * interval '1 millisecond')
           on conflict (connection) do update set turn = excluded.turn, turn_until = excluded.turn_until
           where known.generation <= $2 and (known.turn_until is null or known.turn_until < now())
           returning generation, sealed, turn
         )
         select generation::float8 as generation, sealed, turn from begun
         union all
         select generation::float8, sealed, null from connection_login
         where connection = $1 and not exists (select from begun)`,
        [connection, after, turnMs],
      );
      const login = keptIn(row);
      if (row?.turn) return { kind: "yours", turn: row.turn, last: login };
      if (login !== undefined && login.generation > after) return { kind: "kept", login };
      return { kind: "wait" };
    },

    /**
     * Also after the turn has lapsed, as long as nobody else has kept one: a token that replaces another
     * is the only one that is left.
     */
    async keep(
      connection: string,
      { turn, after, sealed }: { turn: string; after: number; sealed: string },
    ): Promise<number | undefined> {
      const [kept] = await db.query<{ generation: number }>(
        `update connection_login set generation = generation + 1, sealed = $4, kept_at = now(),
           turn = case when turn = $2 then null else turn end,
           turn_until = case when turn = $2 then null else turn_until end
         where connection = $1 and generation = $3 returning generation::float8 as generation`,
        [connection, turn, after, sealed],
      );
      return kept?.generation;
    },

    /** Gives a turn back that came to nothing. */
    async end(connection: string, turn: string): Promise<void> {
      await db.query(
        `update connection_login set turn = null, turn_until = null where connection = $1 and turn = $2`,
        [connection, turn],
      );
    },
  };
}

function keptIn(row: Row | undefined): KeptLogin | undefined {
  return row && row.sealed !== null
    ? { generation: row.generation, sealed: row.sealed }
    : undefined;
}
