import { randomUUID } from "node:crypto";
import type { Definitions } from "@fieldwork/enrichments";
import {
  type CheckVerdict,
  type ModelLayer,
  ProviderError,
  parseAccountName,
  restAfter,
} from "@fieldwork/models";
import { createTicker, type Logger, reasonOf, type Ticker } from "@fieldwork/runtime";
import {
  acquitSuspects,
  blameSuspects,
  claimLaneCheck,
  type Database,
  type HoldMirror,
  hastenLaneChecks,
  keepLaneClosed,
  type LaneCheck,
  notePulse,
  openLane,
  type Pause,
} from "@fieldwork/store";
import { checkQuestion } from "./check-question.ts";
import type { EnricherConfig } from "./config.ts";

export interface LaneCheckerDeps {
  config: Pick<EnricherConfig, "ATTEMPT_TIMEOUT_MS">;
  database: Database;
  models: ModelLayer;
  holds: Pick<HoldMirror, "find">;
  definitions: Pick<Definitions, "current" | "named">;
  logger: Logger;
}

const lookEveryMs = 300;
const leaseSlackMs = 10_000;
// For a check that could not be carried out, for example for lack of money.
const undeterminedPause: Pause = { waitMs: undefined, baseMs: 5000, capMs: 300_000 };

/**
 * Checks closed lanes once their pause is over, one process at a time, with one small call without a
 * record. If it is accepted, the lane opens; otherwise it rests again, for longer.
 */
export function createLaneChecker(deps: LaneCheckerDeps): Ticker {
  const { config, database, models, definitions, logger } = deps;
  const ticker = createTicker({
    name: "lane checker",
    logger,
    async tick(signal) {
      const leaseMs = config.ATTEMPT_TIMEOUT_MS + leaseSlackMs;
      const check = await claimLaneCheck(database, { token: randomUUID(), leaseMs });
      if (check === undefined) return lookEveryMs;
      const enrichment = definitions.named(check.enrichment, null) ?? definitions.current()[0];
      if (enrichment === undefined) return lookEveryMs;
      const { provider, account } = checkedIn(check);
      const question = checkQuestion(enrichment, `${provider}/${check.model}`, deps);
      const verdict = await models.check({ ...question, account }, signal);
      await conclude(check, verdict);
      return 0;
    },
  });
  return {
    ...ticker,
    async start() {
      await hastenLaneChecks(database);
      await ticker.start();
    },
  };

  async function conclude(check: LaneCheck, verdict: CheckVerdict): Promise<void> {
    const { provider, account } = checkedIn(check);
    const named = { provider, model: check.model };
    const lane = check.name;
    // What one key refuses or accepts says nothing about the model.
    const acquit = async () => {
      if (account === undefined) await acquitSuspects(database, named);
    };
    switch (verdict.kind) {
      case "accepted":
        if (account === undefined) {
          await notePulse(database, { ...named, holder: "check" });
          await blameSuspects(database, named);
        }
        if (await openLane(database, check)) logger.info({ lane }, "lane opened");
        return;
      case "refused":
        await acquit();
        break;
      case "undetermined":
        if (verdict.error instanceof ProviderError) await acquit();
        break;
      default:
        return verdict satisfies never;
    }
    const { error } = verdict;
    const pause = pauseAfter(verdict);
    const keep = { ...pause, reason: reasonOf(error) };
    if (await keepLaneClosed(database, check, keep)) {
      logger.warn({ lane, err: error }, "lane stays closed: its check failed");
    }
  }
}

function pauseAfter(verdict: Exclude<CheckVerdict, { kind: "accepted" }>): Pause {
  const { error } = verdict;
  const rest = error instanceof ProviderError ? restAfter(error) : undefined;
  if (rest) return rest;
  return verdict.kind === "refused" ? refusedPause : undeterminedPause;
}

// As long as for a setting that somebody has to correct.
const refusedPause: Pause = { waitMs: undefined, baseMs: 300_000, capMs: 900_000 };

/** A lane has its provider's name, which the names of its models and of its keys begin with. */
function checkedIn({ name }: LaneCheck): { provider: string; account?: number } {
  const account = parseAccountName(name);
  if (account) return { provider: account.provider, account: account.place };
  return { provider: name.split("/", 1)[0] ?? name };
}
