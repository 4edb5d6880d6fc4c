import { setImmediate as nextTurn } from "node:timers/promises";
import type { CrmAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import { customFieldsFor } from "@fieldwork/infra/stack";
import { AppError, createLogger } from "@fieldwork/runtime";
import {
  type BookReader,
  type HubspotProcess,
  type SalesforceProcess,
  spawnHubspot,
  spawnSalesforce,
} from "@fieldwork/simulators";
import { median } from "../median.ts";
import { round } from "../stages.ts";
import { openHubspotClient, openJsforce } from "./official-clients.ts";

export interface ReadRate {
  recordsPerSecond: number;
  /** Of the plain loop over the official client. */
  plainRecordsPerSecond: number;
  /** Ours to the plain loop's: the median over rounds, each of both. */
  ratio: number;
  callsPer1000Records: number;
  plainCallsPer1000Records: number;
}

export type ReadRates = Record<"salesforce" | "hubspot", Record<string, ReadRate>>;

interface Way {
  name: string;
  ours: () => Promise<number>;
  plain: () => Promise<number>;
}

/** As many as a first scan of Salesforce reads before it goes on by the Bulk API. */
const companies = 9000;
const byId = 4000;
const delayMs = 20;
const { signal } = new AbortController();

/**
 * The same records read by an adapter and by a plain loop over the vendor's official client, in turns,
 * from simulators that answer after 20 ms.
 */
export async function measureReadRates(rounds: number): Promise<ReadRates> {
  const options = { seed: companies, options: { delayMs, keepRows: 1000 } };
  const [salesforce, hubspot] = await Promise.all([
    spawnSalesforce(options),
    spawnHubspot(options),
  ]);
  const adapters: CrmAdapter[] = [];
  const kept = <T extends CrmAdapter>(adapter: T) => {
    adapters.push(adapter);
    return adapter;
  };
  try {
    return {
      salesforce: await rateAll(await salesforceWays(salesforce, kept), salesforce.books, rounds),
      hubspot: await rateAll(await hubspotWays(hubspot, kept), hubspot.books, rounds),
    };
  } finally {
    for (const adapter of adapters) await adapter.close();
    await Promise.all([salesforce.stop(), hubspot.stop()]);
  }
}

type Keep = (adapter: CrmAdapter) => CrmAdapter;

async function common() {
  const logger = createLogger({ service: "bench", level: "error" });
  return { outputs: outputsOf(await loadEnrichments()), logger };
}

async function salesforceWays(salesforce: SalesforceProcess, keep: Keep): Promise<Way[]> {
  await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
  const plain = await openJsforce(salesforce);
  const { clientId, clientSecret } = salesforce.credentials;
  const shared = await common();
  const open = (bulkAfterRows: number) =>
    keep(
      createSalesforceAdapter({
        ...{ connection: "salesforce", loginUrl: salesforce.url, clientId, bulkAfterRows },
        ...{ grant: { kind: "client-credentials", clientSecret }, ...shared },
      }),
    );
  const [byQuery, byBulk] = [open(Number.POSITIVE_INFINITY), open(0)];
  const ids = await someIds(byQuery);
  return [
    { name: "query", ours: () => scan(byQuery), plain: plain.query },
    { name: "bulk query", ours: () => scan(byBulk), plain: plain.bulk },
    { name: "batch read", ours: () => readThose(byQuery, ids), plain: () => plain.retrieve(ids) },
  ];
}

async function hubspotWays(hubspot: HubspotProcess, keep: Keep): Promise<Way[]> {
  const { accessToken } = hubspot.credentials.integration;
  const shared = await common();
  const adapter = keep(
    createHubspotAdapter({ connection: "hubspot", baseUrl: hubspot.url, accessToken, ...shared }),
  );
  await adapter.ensureOutputFields("company", shared.outputs("company"), signal);
  const plain = openHubspotClient(hubspot);
  const ids = await someIds(adapter);
  return [
    { name: "search", ours: () => scan(adapter), plain: plain.search },
    { name: "batch read", ours: () => readThose(adapter, ids), plain: () => plain.batchRead(ids) },
  ];
}

/** A first scan, as the connector makes it. */
async function scan(adapter: CrmAdapter): Promise<number> {
  let count = 0;
  for await (const { changes } of adapter.readChanges("company", null, signal)) {
    count += changes.length;
  }
  return count;
}

async function readThose(adapter: CrmAdapter, ids: readonly string[]): Promise<number> {
  return (await adapter.readRecords("company", ids, signal)).length;
}

async function someIds(adapter: CrmAdapter): Promise<string[]> {
  const ids: string[] = [];
  for await (const { changes } of adapter.readChanges("company", null, signal)) {
    ids.push(...changes.map(({ ref }) => ref.id));
    if (ids.length >= byId) return ids.slice(0, byId);
  }
  return ids;
}

async function rateAll(
  ways: readonly Way[],
  books: BookReader,
  rounds: number,
): Promise<Record<string, ReadRate>> {
  const rates: Record<string, ReadRate> = {};
  for (const way of ways) rates[way.name] = await rateOf(way, books, rounds);
  return rates;
}

interface Run {
  count: number;
  perSecond: number;
  calls: number;
}

async function rateOf({ name, ours, plain }: Way, books: BookReader, rounds: number) {
  const run = (read: () => Promise<number>) => timed(read, books);
  // Unmeasured: whoever comes first compiles.
  await run(plain);
  await run(ours);
  const pairs: { ours: Run; plain: Run }[] = [];
  for (let index = 0; index < rounds; index += 1) {
    // In turns, so that a slow minute of the machine slows both.
    const isOursFirst = index % 2 === 0;
    const first = await run(isOursFirst ? ours : plain);
    const second = await run(isOursFirst ? plain : ours);
    pairs.push(isOursFirst ? { ours: first, plain: second } : { ours: second, plain: first });
  }
  const [pair] = pairs;
  if (pair === undefined || pair.ours.count !== pair.plain.count) {
    const message = `${name}: ${pair?.ours.count} records beside ${pair?.plain.count}`;
    throw new AppError(message, { code: "internal", retryable: false });
  }
  const middle = (of: (each: (typeof pairs)[number]) => number) => round(median(pairs.map(of)));
  return {
    recordsPerSecond: Math.round(middle((each) => each.ours.perSecond)),
    plainRecordsPerSecond: Math.round(middle((each) => each.plain.perSecond)),
    ratio: middle((each) => each.ours.perSecond / each.plain.perSecond),
    callsPer1000Records: round((pair.ours.calls * 1000) / pair.ours.count),
    plainCallsPer1000Records: round((pair.plain.calls * 1000) / pair.plain.count),
  };
}

async function timed(read: () => Promise<number>, books: BookReader): Promise<Run> {
  const callsBefore = await countReads(books);
  await nextTurn();
  const beganAt = performance.now();
  const count = await read();
  const perSecond = (count * 1000) / (performance.now() - beganAt);
  return { count, perSecond, calls: (await countReads(books)) - callsBefore };
}

async function countReads(books: BookReader): Promise<number> {
  const { counts } = await books.read();
  return Object.entries(counts.calls)
    .filter(([key]) => key.startsWith("read "))
    .reduce((total, [, count]) => total + count, 0);
}
