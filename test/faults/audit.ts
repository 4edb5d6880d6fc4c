import type { OpenaiCallNote } from "@fieldwork/simulators";
import { type CrmBooks, historyOf, readCrmBooks } from "./crm-books.ts";
import type { FaultLine } from "./fault-line.ts";
import type { WaveRecord } from "./wave-records.ts";

/** What became of a wave, by the vendors' own books and the store. Each list says what went wrong. */
export interface Audit {
  lost: string[];
  overwritten: string[];
  /** The same where the edit came between a writer's read and its write: the window that `fast` mode leaves. */
  inTheWindow: string[];
  repeatedWrites: string[];
  /** Answers that were paid for again. */
  repeatedCalls: number;
}

export interface AuditedWave {
  records: readonly WaveRecord[];
  disputed: ReadonlySet<string>;
  /** The state of the model's books when it began. */
  modelSeq: number;
}

export async function audit(line: FaultLine, wave: AuditedWave): Promise<Audit> {
  const { records, disputed } = wave;
  const [books, works, { calls }] = await Promise.all([
    readCrmBooks(line),
    findWorks(line, records),
    line.openai.books.read(wave.modelSeq),
  ]);
  const questions = calls.flatMap(({ note }) =>
    note === undefined ? [] : [(note as OpenaiCallNote).questionHash],
  );
  const overwritten = records.flatMap((record) => overwrittenIn(record, books, disputed));
  const described = (isInTheWindow: boolean) =>
    overwritten.filter((one) => one.isInTheWindow === isInTheWindow).map(({ what }) => what);
  return {
    lost: records.flatMap((record) => whatIsLost(record, works.get(keyOf(record)), books)),
    overwritten: described(false),
    inTheWindow: described(true),
    repeatedWrites: records.flatMap((record) => repeatedIn(record, books)),
    repeatedCalls: questions.length - new Set(questions).size,
  };
}

interface WorkRow {
  connection: string;
  object: string;
  record_id: string;
  state: string;
  reason: string | null;
  /** The newest inputs are those that were answered. */
  is_current: boolean;
  input: string | null;
  /** By field, the last. */
  decisions: Readonly<Record<string, string>> | null;
}

async function findWorks(
  { database }: FaultLine,
  records: readonly WaveRecord[],
): Promise<Map<string, WorkRow>> {
  const rows = await database.query<WorkRow>(
    `select work.connection, work.object, work.record_id, work.state, work.reason_code as reason,
       coalesce(work.settled_hash = work.wanted_hash, false) as is_current,
       record.fields->>(case work.object when 'company' then 'description' else 'jobTitle' end) as input,
       (select jsonb_object_agg(field, decision) from (
          select distinct on (field) field, decision from write_decision
          where work_id = work.id order by field, id desc) as last) as decisions
     from work join record using (connection, object, record_id)
     where work.record_id = any($1)`,
    [records.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [`${row.connection}/${row.object}/${row.record_id}`, row]));
}

function keyOf({ kind, id }: WaveRecord): string {
  return `${kind.crm}/${kind.object}/${id}`;
}

/** Every record ends with a decision about its newest inputs, and what was decided is what is there. */
function whatIsLost(
  { kind, id, name }: WaveRecord,
  work: WorkRow | undefined,
  books: CrmBooks,
): string[] {
  const rows = books.get(`${kind.crm}/${id}`) ?? [];
  const input = historyOf(rows, kind.inputField).at(-1)?.value ?? null;
  if (work === undefined) return input === null ? [] : [`${name}: was never planned`];
  if ((work.input || null) !== input) return [`${name}: its last edit was not seen`];
  if (work.state === "skipped") return work.reason ? [] : [`${name}: skipped for no reason`];
  if (work.state !== "written") return [`${name}: is ${work.state}, ${work.reason}`];
  if (!work.is_current) return [`${name}: its last edit was not answered`];
  return Object.entries(kind.outputs).flatMap(([field, vendorField]) => {
    const last = historyOf(rows, vendorField).at(-1);
    if (last?.by === "person") return [];
    const decision = work.decisions?.[field];
    if (decision === undefined) return [`${name}: nothing was decided about ${field}`];
    const isOurs = decision === "write" || decision === "unchanged";
    if (isOurs && last === undefined) return [`${name}: ${field} is ${decision}, and blank`];
    const isSummary = field === "ai_summary" && isOurs;
    const edition = /edition \d+/.exec(String(input))?.[0] ?? "";
    return isSummary && !String(last?.value).includes(edition)
      ? [`${name}: ${field} answers older inputs than ${edition}`]
      : [];
  });
}

interface Overwritten {
  what: string;
  isInTheWindow: boolean;
}

const windowMs = 2000;

/** Once a person wrote a field, or cleared it, it is theirs. */
function overwrittenIn(
  { kind, id, name }: WaveRecord,
  books: CrmBooks,
  disputed: ReadonlySet<string>,
): Overwritten[] {
  const rows = books.get(`${kind.crm}/${id}`) ?? [];
  return Object.values(kind.outputs).flatMap((field) => {
    const history = historyOf(rows, field);
    const firstOfPerson = history.findIndex(({ by }) => by === "person");
    const since = history[firstOfPerson]?.at;
    if (since === undefined) return [];
    return history
      .slice(firstOfPerson)
      .filter(({ by }) => by === "integration")
      .map(({ at }) => ({
        what: `${name}: ${field} at ${at}, a person's since ${since}`,
        isInTheWindow:
          disputed.has(`${kind.crm}/${id}/${field}`) &&
          Date.parse(at) - Date.parse(since) <= windowMs,
      }));
  });
}

/** A value that we put where we had put it already. */
function repeatedIn({ kind, id, name }: WaveRecord, books: CrmBooks): string[] {
  const rows = books.get(`${kind.crm}/${id}`) ?? [];
  return Object.values(kind.outputs).flatMap((field) => {
    const ours = historyOf(rows, field).filter(({ by }) => by === "integration");
    return ours
      .filter(({ value }, index) => index > 0 && value === ours[index - 1]?.value)
      .map(({ at }) => `${name}: ${field} again at ${at}`);
  });
}
