import type { CrmAdapter, ToldActivity, Webhooks } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import type { Service } from "@fieldwork/runtime";
import { hintsOfEnded, keepHints } from "@fieldwork/store/hints";
import { hintAtActivity } from "../activities/told-activities.ts";
import { wantedKinds } from "../activities/wanted-kinds.ts";
import type { ConnectorConfig } from "../config.ts";
import { createStreamFollower } from "../push/follow-stream.ts";
import { createPacedWake } from "./paced-wake.ts";
import { createHintedReads, type HintedReadsDeps } from "./read-hints.ts";
import { createWebhookReceiver, type ToldHints } from "./receive-webhooks.ts";

export interface WebhookPartsDeps extends Omit<HintedReadsDeps, "adapter"> {
  /** Unique among the connectors on one store. */
  holder: string;
  config: Pick<ConnectorConfig, "WEBHOOK_PORT" | "WEBHOOK_HOST" | "WEBHOOK_URL">;
  adapters: readonly CrmAdapter[];
  definitions: Pick<Definitions, "current">;
}

/** Between the beginnings of two reads: what is told meanwhile is read together. */
const coalesceMs = 50;

/** What takes the calls of CRMs, if a port is set, and reads what they hint at. */
export function createWebhookParts(deps: WebhookPartsDeps): Service[] {
  const { config, database, definitions, wants, logger } = deps;
  const { WEBHOOK_PORT: port, WEBHOOK_HOST: host = "127.0.0.1", WEBHOOK_URL: publicUrl } = config;
  const called = deps.adapters.filter(
    ({ webhooks, listen }) => webhooks !== undefined || listen !== undefined,
  );
  const reads = new Map(
    called.map((adapter) => [adapter.connection, createHintedReads({ ...deps, adapter })]),
  );
  const wakes = new Map(
    [...reads].map(([name, read]) => [name, createPacedWake(read.wake, coalesceMs)]),
  );
  const wake = (connection: string) => wakes.get(connection)?.();
  const streams = called
    .filter(({ listen }) => listen !== undefined)
    .flatMap((adapter) =>
      adapter.objects.map((object) => {
        const onHints = () => wake(adapter.connection);
        const isUsed = () => definitions.current().some((one) => one.object === object);
        return createStreamFollower({ ...deps, adapter, object, isUsed, onHints });
      }),
    );
  if (port === undefined) return [...reads.values(), ...streams];
  const adapterOf = (connection: string) =>
    called.find((adapter) => adapter.connection === connection);
  const webhooksOf = (connection: string): Webhooks | undefined => adapterOf(connection)?.webhooks;
  function isWanted({ connection, kind }: ToldActivity): boolean {
    const adapter = adapterOf(connection);
    return adapter !== undefined && wantedKinds(adapter, wants).has(kind);
  }
  async function keep({ hints: told, ended, restored }: ToldHints): Promise<void> {
    const used = new Set(definitions.current().map(({ object }) => object));
    const ofRecords = [
      ...told.filter(({ ref, field }) => field === undefined || wants(ref.object).has(field)),
      ...(await hintsOfEnded(database, ended)),
    ].filter(({ ref }) => used.has(ref.object));
    const hints = [...ofRecords, ...restored.filter(isWanted).map(hintAtActivity)];
    await keepHints(database, hints);
    for (const name of new Set(hints.map(({ ref }) => ref.connection))) wake(name);
  }
  return [
    ...reads.values(),
    ...streams,
    createWebhookReceiver({ host, port, publicUrl, webhooksOf, keep, logger }),
  ];
}
