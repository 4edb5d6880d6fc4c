import { createHmac } from "node:crypto";
import { type FieldValues, type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import { createMirror } from "../mirror.ts";
import { comparableEmail, type Person } from "./erase-records.ts";

/** What is known of a record by which it may belong to somebody who was erased. */
export interface SuppressionSubject {
  ref: RecordRef;
  fields?: FieldValues | undefined;
}

/** Who was erased, as this process knows it: never older than a second, without a query for each record. */
export interface Suppression extends Service {
  /**
   * Those that belong to nobody who was erased; all of them, at no cost, while nobody was.
   *
   * @throws AppError `backend_unavailable`
   */
  allowed<Item>(
    items: readonly Item[],
    subjectOf: (item: Item) => SuppressionSubject,
  ): Promise<readonly Item[]>;
}

export interface SuppressionDeps {
  database: Db;
  logger: Logger;
  /** Never decreases. */
  nowMs?: (() => number) | undefined;
}

const lookEveryMs = 500;
/** Within this time every process knows whom an order erased. */
export const suppressionKnownMs = 1000;
// Of orders at the same moment, the later id may be seen first.
const overlapIds = 100;

export function createSuppression({ database, logger, nowMs }: SuppressionDeps): Suppression {
  const hashes = new Set<string>();
  let key: string | undefined;
  let lastId = 0;
  const mirror = createMirror({
    ...{ name: "suppression", lookEveryMs, maxAgeMs: suppressionKnownMs, tooSlow, logger, nowMs },
    async read() {
      const rows = await database.query<{ id: number; hash: string }>(
        "select id::float8 as id, hash from suppression where id > $1 order by id",
        [lastId - overlapIds],
      );
      for (const { hash } of rows) hashes.add(hash);
      lastId = rows.at(-1)?.id ?? lastId;
      if (hashes.size > 0) key ??= await findKey(database);
    },
  });

  return {
    name: mirror.name,
    start: mirror.start,
    stop: mirror.stop,
    async allowed(items, subjectOf) {
      await mirror.fresh();
      const known = key;
      if (hashes.size === 0 || known === undefined) return items;
      return items.filter(
        (item) => !identitiesOf(subjectOf(item)).some((one) => hashes.has(hashOf(known, one))),
      );
    },
  };
}

function tooSlow(): AppError {
  return new AppError("the store is too slow to say who was erased", {
    code: "backend_unavailable",
    retryable: true,
  });
}

/** Keeps these records and the people of these e-mail addresses out from now on. */
export async function suppress(tx: Db, { refs, emails }: Person): Promise<void> {
  const key = await findKey(tx);
  const identities = [
    ...refs.map((ref) => `record ${recordKey(ref)}`),
    ...emails.map((email) => `email ${comparableEmail(email)}`),
  ];
  await tx.query(
    "insert into suppression (hash) select unnest($1::text[]) on conflict (hash) do nothing",
    [[...new Set(identities.map((one) => hashOf(key, one)))]],
  );
}

/** Which of these records are kept out. */
export async function findSuppressed(
  db: Pick<Db, "query">,
  refs: readonly RecordRef[],
): Promise<boolean[]> {
  const key = await findKey(db);
  const hashes = refs.map((ref) => hashOf(key, `record ${recordKey(ref)}`));
  const rows = await db.query<{ hash: string }>(
    "select hash from suppression where hash = any($1)",
    [hashes],
  );
  const found = new Set(rows.map(({ hash }) => hash));
  return hashes.map((hash) => found.has(hash));
}

function identitiesOf({ ref, fields }: SuppressionSubject): string[] {
  const email = fields?.email;
  const own = `record ${recordKey(ref)}`;
  return email ? [own, `email ${comparableEmail(email)}`] : [own];
}

/** A key of this store for one purpose, the same in every process. */
export async function findSigningKey(db: Pick<Db, "query">, purpose: string): Promise<string> {
  return hashOf(await findKey(db), `key for ${purpose}`);
}

async function findKey(db: Pick<Db, "query">): Promise<string> {
  const [row] = await db.query<{ key: string }>("select key from suppression_key");
  if (row === undefined) throw new Error("the suppression list has no key");
  return row.key;
}

function hashOf(key: string, identity: string): string {
  return createHmac("sha256", key).update(identity).digest("base64url");
}
