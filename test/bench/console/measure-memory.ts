import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "@fieldwork/store";
import type { CDPSession } from "playwright-core";
import { type Flatness, flatnessOf, type Sample } from "../flatness.ts";
import type { ServedConsole } from "./served-console.ts";

const changedPerSecond = 50;
const samples = 60;

/** The heap of a page of records, garbage collected, while so many records change each second. Says it every minute. */
export async function measureMemory(
  served: ServedConsole,
  minutes: number,
  say: (line: string) => void,
): Promise<Flatness> {
  const page = await served.open("/records?object=company");
  const session = await page.context().newCDPSession(page);
  const seconds = Math.round(minutes * 60);
  const sampleEverySeconds = Math.max(1, Math.floor(seconds / samples));
  const measured: Sample[] = [];
  const startedAt = performance.now();
  for (let second = 1; second <= seconds; second++) {
    await changeRecords(served.database, second);
    await delay(Math.max(0, startedAt + second * 1000 - performance.now()));
    if (second % sampleEverySeconds !== 0) continue;
    const mb = await heapMb(session);
    measured.push({ done: second, mb });
    if (second % 60 < sampleEverySeconds)
      say(`heap after ${Math.floor(second / 60)} minutes: ${mb.toFixed(1)} MB`);
  }
  await page.context().close();
  return flatnessOf(measured, seconds);
}

/** As the line does: new versions of records, and a decision about each. */
async function changeRecords(database: Database, second: number): Promise<void> {
  const first = second * changedPerSecond;
  await database.query(
    `with changed as (
       update record set changed_at = now(), read_at = now()
       where record_id in (select 'r' || n from generate_series($1::int, $2::int) as n)
       returning connection, object, record_id)
     insert into write_decision (work_id, generation, field, decision, reason_code, answer_value, fingerprint,
       decided_at, wanted_by)
     select id, 2, 'ai_industry', 'unchanged', 'field-empty', 'Energy', '', now(), running_by
     from work join changed using (connection, object, record_id)`,
    [first, first + changedPerSecond - 1],
  );
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
