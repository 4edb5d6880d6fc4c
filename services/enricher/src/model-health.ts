import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import type { Enrichment } from "@fieldwork/enrichments";
import {
  type ModelRef,
  modelRefText,
  ProviderError,
  restAfter,
  suspicionPause,
} from "@fieldwork/models";
import {
  type AppError,
  createTicker,
  type Logger,
  reasonOf,
  type Service,
} from "@fieldwork/runtime";
import {
  closeLane,
  countSuspect,
  type Database,
  listClosedLanes,
  notePulse,
  noteSuspect,
  type Suspect,
  type Suspicion,
} from "@fieldwork/store";
import type { AccountHealth } from "./account-health.ts";
import { alikeRecords } from "./plan-after-failure.ts";

/** The record that was asked about. */
export interface FailedAsk {
  workId: string;
  enrichment: string;
}

/** What all processes together know about the models: which answer, which rest, which are in doubt. */
export interface ModelHealth extends Service {
  /** The models of a route that are not resting, as of at most half a second ago. */
  openModels(route: Enrichment["route"]): string[];
  /** Why a model of a route, or its provider, rests; undefined if neither does. */
  whyClosed(model: string): Reason | undefined;
  answered(ref: ModelRef): void;
  /**
   * Notes what a model's failure says about it, and lets the model rest if necessary. Returns what is
   * known about similar failures if the failure may be the record's own.
   */
  failed(error: AppError, ask: FailedAsk): Promise<Suspicion | undefined>;
  /** The model rests until a check shows whose failure it is. */
  doubt(error: ProviderError, ask: FailedAsk): Promise<void>;
  /** Counts the failure against the record. False if a check has shown meanwhile that it is the model's. */
  hold(error: AppError, ask: FailedAsk): Promise<boolean>;
}

const lookEveryMs = 500;
const pulseEveryMs = 1000;

export function createModelHealth({
  database,
  accounts,
  logger,
}: {
  database: Database;
  accounts: Pick<AccountHealth, "see">;
  logger: Logger;
}): ModelHealth {
  const holder = randomUUID();
  const pulses = new Map<string, { ref: ModelRef; isNew: boolean; sentAt: number }>();
  let closed: ReadonlyMap<string, Reason> = new Map();

  async function sendPulses(sinceMs: number): Promise<void> {
    for (const pulse of pulses.values()) {
      if (!pulse.isNew || performance.now() - pulse.sentAt < sinceMs) continue;
      pulse.isNew = false;
      pulse.sentAt = performance.now();
      await notePulse(database, { ...pulse.ref, holder });
    }
  }

  const ticker = createTicker({
    name: "model health",
    logger,
    async tick() {
      const listed = await listClosedLanes(database);
      closed = new Map(listed.map(({ name, reason }) => [name, reason]));
      accounts.see(listed);
      await sendPulses(pulseEveryMs);
      return lookEveryMs;
    },
  });

  async function doubt(error: ProviderError, { enrichment }: FailedAsk): Promise<void> {
    const { provider, model } = error;
    await closeLane(database, {
      ...suspicionPause,
      ...{ name: modelRefText({ provider, model }), lane: provider, model, enrichment },
      ...{ waitMs: undefined, needsCheck: true, reason: reasonOf(error) },
    });
  }

  const whyClosed = (model: string) =>
    closed.get(model) ?? closed.get(model.split("/", 1)[0] ?? "");

  return {
    ...ticker,
    name: "model health",
    openModels: (route) => route.filter((model) => whyClosed(model) === undefined),
    whyClosed,
    answered(ref) {
      const key = modelRefText(ref);
      const pulse = pulses.get(key) ?? { ref, isNew: true, sentAt: Number.NEGATIVE_INFINITY };
      pulse.isNew = true;
      pulses.set(key, pulse);
    },
    async failed(error, ask) {
      if (!(error instanceof ProviderError)) return undefined;
      const { provider, model } = error;
      const rest = restAfter(error);
      if (rest) {
        const name = rest.of === "provider" ? provider : modelRefText({ provider, model });
        const closing = { name, lane: provider, model, enrichment: ask.enrichment };
        await closeLane(database, { ...rest, ...closing, reason: reasonOf(error) });
        return undefined;
      }
      // Otherwise an answer of ours would seem newer than a failure that came after it.
      await sendPulses(0);
      const suspicion = await noteSuspect(database, suspectOf(error, ask));
      if (suspicion.records >= alikeRecords) await doubt(error, ask);
      return suspicion;
    },
    doubt,
    hold: async (error, ask) =>
      !(error instanceof ProviderError) || countSuspect(database, suspectOf(error, ask)),
  };
}

function suspectOf({ provider, model, signature }: ProviderError, { workId }: FailedAsk): Suspect {
  return { provider, model, signature, workId };
}
