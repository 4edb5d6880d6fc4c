import type { ObjectName } from "@fieldwork/contracts";
import type { Page } from "../crm-adapter.ts";
import { cursorFrom, nextScan, type ScanPosition } from "../scan-position.ts";
import { createBulkJob, readBulkPage } from "./salesforce-bulk.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { advance, changesIn, type Left, queryAfter, savedAt } from "./salesforce-scan-rows.ts";
import { withSchema } from "./salesforce-schema.ts";

/** The rest of a first scan; undefined if it is read. Otherwise it has to go on in another way. */
export async function* bulkPages(
  context: SalesforceContext,
  { object, position: from }: { object: ObjectName; position: ScanPosition },
  signal: AbortSignal,
): AsyncGenerator<Page, Left | undefined> {
  const { client, overlap, bulkPageRows: maxRecords } = context;
  const { job, locator: _, ...withoutJob } = from;
  const id = job ?? (await startBulk(context, { object, position: from }, signal));
  if (id === undefined) return { position: withoutJob, rows: 0 };
  let position: ScanPosition = { ...from, job: id };
  // Kept before it is waited for: whoever reads on after a restart finds the same job.
  if (job === undefined) yield { changes: [], ...savedAt(position) };
  const schema = await context.schemas.get(object, signal);
  for (;;) {
    const page = await readBulkPage(client, { id, locator: position.locator, maxRecords }, signal);
    const { locator: __, job: ___, ...here } = position;
    if (page === undefined) return { position: here, rows: 0 };
    const { locator } = page;
    position = { ...advance(here, page), job: id, ...(locator !== undefined && { locator }) };
    const changes = changesIn(page.rows, context, { object, schema, isFirst: true });
    if (locator === undefined) {
      yield { changes, ...savedAt(position), cursor: cursorFrom(nextScan(position, overlap)) };
      return undefined;
    }
    yield { changes, ...savedAt(position) };
  }
}

async function startBulk(
  context: SalesforceContext,
  { object, position }: { object: ObjectName; position: ScanPosition },
  signal: AbortSignal,
): Promise<string | undefined> {
  const made = await withSchema(context, { object, signal }, (schema) =>
    createBulkJob(context.client, queryAfter(context, { object, position, schema }), signal),
  );
  return "id" in made ? made.id : undefined;
}
