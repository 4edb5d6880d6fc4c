import type { Db } from "@fieldwork/store";
import type { SoakCrm } from "./soak-crms.ts";

/** Where what is known differs from what the CRM itself holds. */
export interface Account {
  /** There, and not known, or known to have ended. */
  missing: string[];
  /** Known as it was. */
  stale: string[];
  /** Known to be there, and gone. */
  undead: string[];
}

const pageRows = 10_000;

/** Every record that there ever was, by the CRM's own state and not by anything that it replied. */
export async function accountFor(db: Db, crm: SoakCrm): Promise<Account> {
  const known = await textsKnown(db, crm.connection.name);
  const account: Account = { missing: [], stale: [], undead: [] };
  for (const id of crm.living) {
    const text = known.get(id);
    const record = await crm.control.record({ object: crm.object, id });
    if (text === undefined) account.missing.push(id);
    else if (text !== record?.fields[crm.textField]) account.stale.push(id);
  }
  account.undead = [...crm.binned, ...crm.merged].filter((id) => known.has(id));
  return account;
}

/** Of the records that are known to be there. */
async function textsKnown(db: Db, connection: string): Promise<ReadonlyMap<string, string | null>> {
  const texts = new Map<string, string | null>();
  for (let after = ""; ; ) {
    const rows = await db.query<{ id: string; text: string | null; deleted: boolean }>(
      `select record_id as id, fields->>'description' as text, deleted from record
       where connection = $1 and object = 'company' and record_id > $2 order by record_id limit ${pageRows}`,
      [connection, after],
    );
    for (const { id, text, deleted } of rows) if (!deleted) texts.set(id, text);
    if (rows.length < pageRows) return texts;
    after = rows.at(-1)?.id ?? "";
  }
}
