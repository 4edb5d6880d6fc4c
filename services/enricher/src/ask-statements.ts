import type { WakeUp } from "@fieldwork/contracts";
import type { Definitions } from "@fieldwork/enrichments";
import { createBatcher } from "@fieldwork/runtime";
import {
  type Announcement,
  type AnswerClaim,
  type AnswerClaimResult,
  type AnswerRelease,
  type AskEnd,
  type Claim,
  type ClaimedAsk,
  claimAnswers,
  claimAsks,
  type Database,
  endAsks,
  type KeptAnswer,
  keepAnswers,
  type Release,
  releaseAnswers,
  releaseAsks,
} from "@fieldwork/store";
import type { Announcer } from "./announcer.ts";
import { gatheredEnough } from "./config.ts";

/** The enricher's statements, each gathered over a few milliseconds into one for many records. */
export interface AskStatements {
  /** Undefined: the wake-up is stale, a duplicate, or its lane is closed. */
  claim(ask: WakeUp & Claim): Promise<ClaimedAsk | undefined>;
  claimAnswer(claim: AnswerClaim): Promise<AnswerClaimResult>;
  releaseAnswer(release: AnswerRelease): Promise<void>;
  /** Stores the answer and has it announced. */
  keep(answer: KeptAnswer): Promise<void>;
  release(release: Release): Promise<void>;
  end(end: AskEnd): Promise<void>;
}

const maxItems = 200;
/** So many at once have been claimed together. */
const togetherAlready = 4;

export function createAskStatements({
  database,
  asyncCommits,
  definitions,
  announcer,
  gatherMs,
  leaseMs,
}: {
  database: Database;
  /** For claims: one that is lost is claimed again, and then no more calls are in flight than before. */
  asyncCommits: Database;
  definitions: Pick<Definitions, "current">;
  announcer: Pick<Announcer, "announce">;
  gatherMs: number;
  leaseMs: number;
}): AskStatements {
  function gathered<In, Out>(
    run: (items: readonly In[]) => Promise<readonly Out[]>,
    { lingerMs = gatherMs, enough = gatheredEnough } = {},
  ) {
    return createBatcher<In, Out>({ lingerMs, enough, maxItems, run });
  }
  function gatheredVoid<In>(run: (items: readonly In[]) => Promise<void>) {
    return gathered<In, void>(async (items) => {
      await run(items);
      return items.map(() => undefined);
    });
  }
  const keep = gathered<KeptAnswer, Announcement | undefined>(async (kept) => {
    const byWork = new Map((await keepAnswers(database, kept)).map((one) => [one.workId, one]));
    return kept.map(({ workId }) => byWork.get(workId));
  });
  return {
    // What is claimed together comes to the next statement together, and waits there for nobody else.
    claim: gathered(
      async (asks) => {
        const hashes = Object.fromEntries(
          definitions.current().map(({ name, hash }) => [name, hash]),
        );
        const claimed = await claimAsks(asyncCommits, { asks, leaseMs, definitions: hashes });
        const byToken = new Map(claimed.map((one) => [one.token, one]));
        return asks.map(({ token }) => byToken.get(token));
      },
      { lingerMs: 2 * gatherMs },
    ),
    claimAnswer: gathered((claims) => claimAnswers(asyncCommits, { claims, leaseMs }), {
      enough: togetherAlready,
    }),
    releaseAnswer: gatheredVoid((releases) => releaseAnswers(asyncCommits, releases)),
    async keep(answer) {
      const announcement = await keep(answer);
      if (announcement) announcer.announce(announcement);
    },
    release: gatheredVoid((releases) => releaseAsks(asyncCommits, releases)),
    end: gatheredVoid((ends) => endAsks(database, ends)),
  };
}
