import { apiConfig, createApiService } from "@fieldwork/api";
import { type CallArgs, type Client, createClient } from "@fieldwork/contracts/client";
import { createLogger, loadConfig } from "@fieldwork/runtime";
import type { ReadingStore } from "./reading-store.ts";
import { median } from "./time-readings.ts";

type RecordQuery = NonNullable<CallArgs<"records.list">["query"]>;

export interface TimedPage {
  name: string;
  pageMs: number;
}

const token = "fwt_bench";
const limit = 50;
const requestsPerMinute = "1000000";

const filtered: readonly RecordQuery[] = [
  { connection: "hubspot" },
  { connection: "salesforce", object: "contact" },
  { object: "company", field: "country", value: "Germany" },
  { connection: "hubspot", object: "company", field: "country", value: "Japan" },
  { object: "company", source: "outputs", field: "ai_industry", value: "Energy" },
];

/** Medians of pages of filtered records as a client of the API waits for them: of first pages and those after them. */
export async function timePagesOverHttp(
  { database, reader }: Pick<ReadingStore, "database" | "reader">,
  rounds: number,
): Promise<TimedPage[]> {
  const config = loadConfig(apiConfig, { API_PORT: "0", REQUESTS_PER_MINUTE: requestsPerMinute });
  const api = createApiService({
    ...{ config, database, reader, host: "127.0.0.1", logDays: 7, localToken: token },
    logger: createLogger({ service: "bench", level: "warn" }),
  });
  await api.start();
  try {
    const client = createClient({ url: `http://127.0.0.1:${api.port()}`, token });
    const timed: TimedPage[] = [];
    for (const filter of filtered) {
      const pages: number[] = [];
      for (let round = 0; round < rounds; round++)
        pages.push(...(await timePages((cursor) => readPage(client, { ...filter, cursor }))));
      timed.push({ name: nameOf(filter), pageMs: median(pages) });
    }
    return timed;
  } finally {
    await api.stop();
  }
}

/** Of a first page and the one after it. */
async function timePages(read: (cursor?: string) => Promise<string>): Promise<number[]> {
  const startedAt = performance.now();
  const cursor = await read();
  const readAt = performance.now();
  await read(cursor);
  return [readAt - startedAt, performance.now() - readAt];
}

/** Where the list goes on. @throws Error if that was not a full page. */
async function readPage(client: Client, query: RecordQuery): Promise<string> {
  const { rows, next } = await client.call("records.list", { query: { ...query, limit } });
  if (rows.length === limit && next !== null) return next;
  throw new Error(`${nameOf(query)} finds too few records to be measured`);
}

function nameOf({ cursor: _, ...filter }: RecordQuery): string {
  const given = Object.entries(filter).map(([name, value]) => `${name}=${value}`);
  return `GET /v1/records?${given.join("&")}`;
}
