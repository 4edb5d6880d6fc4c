import type { Definitions, Enrichment } from "@fieldwork/enrichments";
import type { ModelLayer } from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import type { ClaimKeeper, Database, HoldMirror } from "@fieldwork/store";
import type { AskStatements } from "./ask-statements.ts";
import type { CaptureKeeper } from "./capture-keeper.ts";
import type { EnricherConfig } from "./config.ts";
import type { ModelHealth } from "./model-health.ts";
import type { RefreshStatements } from "./refresh-answer.ts";
import type { SavingsKeeper } from "./savings-keeper.ts";
import type { SharedAnswers } from "./shared-answers/shared-answers.ts";

/** What is needed to ask. */
export interface AskDeps {
  config: EnricherConfig;
  database: Database;
  statements: AskStatements;
  keeper: ClaimKeeper;
  models: ModelLayer;
  savings: Pick<SavingsKeeper, "note">;
  refreshes: RefreshStatements;
  shares: Pick<SharedAnswers, "find">;
  holds: Pick<HoldMirror, "find">;
  health: ModelHealth;
  captures: Pick<CaptureKeeper, "keep">;
  definitions: Pick<Definitions, "load" | "named">;
  /** A name for the definition and settings that a record of the enrichment is asked under. */
  askedUnder: (enrichment: Enrichment) => string;
  logger: Logger;
}
