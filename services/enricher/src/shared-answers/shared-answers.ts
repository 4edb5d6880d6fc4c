import type { Enrichment } from "@fieldwork/enrichments";
import { evidenceHolds } from "@fieldwork/models";
import { createBatcher, createInstruments, type Logger, type Service } from "@fieldwork/runtime";
import type { ClaimedAsk, Database } from "@fieldwork/store";
import {
  claimSharedQuestions,
  createSharingGroups,
  type SharedAsk,
  type SharedQuestion,
} from "@fieldwork/store/company-links";
import { type EnricherConfig, gatheredEnough } from "../config.ts";
import { isTooOld, tooOldBefore } from "../known-answer.ts";
import type { Prompt } from "../render-prompt.ts";
import type { SavingsKeeper } from "../savings-keeper.ts";
import { shareKeyOf } from "./share-key.ts";

export interface SharedAnswersDeps {
  config: Pick<EnricherConfig, "GATHER_MS">;
  database: Database;
  /** For claims: one that is lost is claimed again. */
  asyncCommits: Database;
  savings: Pick<SavingsKeeper, "noteShared" | "noteNotHeld">;
  logger: Logger;
}

/** What another record of the same company, in another CRM, has to do with a question. */
export type Shared =
  | { kind: "known"; fingerprint: string }
  /** It is asked for that record now; by its fingerprint, once it is. */
  | { kind: "asked"; fingerprint: string | null };

export interface AskedQuestion {
  ask: ClaimedAsk;
  enrichment: Enrichment;
  prompt: Prompt;
  fingerprint: string;
}

export interface SharedAnswers extends Service {
  /** Undefined: it has to be asked for itself. Costs nothing outside of a sharing group. */
  find(question: AskedQuestion): Promise<Shared | undefined>;
}

const graceMs = 5000;
const maxItems = 200;

const shared = createInstruments((meter) =>
  meter.createCounter("fieldwork.answers.shared", {
    description:
      "Answers to one record of a company that another could use, or not, because the evidence did not hold",
    unit: "{answer}",
  }),
);

/** One answer for one company in two CRMs, where both say the same of it and its evidence stands in both. */
export function createSharedAnswers(deps: SharedAnswersDeps): SharedAnswers {
  const groups = createSharingGroups(deps);
  const claim = createBatcher<SharedAsk, SharedQuestion>({
    ...{ lingerMs: deps.config.GATHER_MS, enough: gatheredEnough, maxItems },
    run: (asks) => claimSharedQuestions(deps.asyncCommits, { asks, graceMs }),
  });
  return {
    ...{ name: "shared answers", start: groups.start, stop: groups.stop },
    async find(question) {
      const { ask, enrichment, prompt, fingerprint } = question;
      const group = groups.of(ask.ref.connection);
      const shareKey = group === undefined ? undefined : shareKeyOf(enrichment, prompt, group);
      if (shareKey === undefined) return undefined;
      const found = await claim({ shareKey, fingerprint, ref: ask.ref });
      if (found.kind !== "answered") return found.kind === "own" ? undefined : found;
      const before = tooOldBefore(enrichment, { wantedAt: ask.wantedAt, now: new Date() });
      if (isTooOld(before, found.answeredAt)) return undefined;
      const { inputs, name } = enrichment;
      const holds = evidenceHolds(found.outputs, { values: ask.fields, inputs });
      const result = holds ? "used" : "not-held";
      shared()?.add(1, { "fieldwork.enrichment": name, result });
      if (!holds) {
        deps.savings.noteNotHeld(name);
        return undefined;
      }
      deps.savings.noteShared(name, found.costNanoUsd);
      return { kind: "known", fingerprint: found.fingerprint };
    },
  };
}
