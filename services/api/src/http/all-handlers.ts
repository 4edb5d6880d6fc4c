import { type BackfillHandlerDeps, backfillHandlers } from "./backfill-handlers.ts";
import { budgetHandlers } from "./budget-handlers.ts";
import { captureHandlers } from "./capture-handlers.ts";
import { careHandlers } from "./care-handlers.ts";
import { companyLinkHandlers } from "./company-link-handlers.ts";
import { type DefinitionHandlerDeps, definitionHandlers } from "./definition-handlers.ts";
import { evaluationHandlers } from "./evaluation-handlers.ts";
import type { Handlers } from "./handler.ts";
import { type HoldsHandlerDeps, holdsHandlers } from "./holds-handlers.ts";
import { type LineHandlerDeps, lineHandlers } from "./line-handlers.ts";
import { noticesHandlers } from "./notices-handlers.ts";
import { readHandlers } from "./read-handlers.ts";
import { type ReadingHandlerDeps, readingHandlers } from "./reading-handlers.ts";
import { recordHandlers } from "./record-handlers.ts";
import { sampleHandlers } from "./sample-handlers.ts";
import { settingsHandlers } from "./settings-handlers.ts";
import { undoHandlers } from "./undo-handlers.ts";
import { viewHandlers } from "./view-handlers.ts";
import { type WhoHandlerDeps, whoHandlers } from "./who-handlers.ts";

/** Every route of the contract. */
export function allHandlers(
  deps: WhoHandlerDeps &
    ReadingHandlerDeps &
    HoldsHandlerDeps &
    BackfillHandlerDeps &
    LineHandlerDeps &
    DefinitionHandlerDeps,
): Handlers {
  return {
    ...whoHandlers(deps),
    ...readingHandlers(deps),
    ...lineHandlers(deps),
    ...budgetHandlers(deps),
    ...definitionHandlers(deps),
    ...settingsHandlers(deps),
    ...viewHandlers(deps),
    ...captureHandlers(deps),
    ...companyLinkHandlers(deps),
    ...recordHandlers(deps),
    ...careHandlers(deps),
    ...backfillHandlers(deps),
    ...readHandlers(deps),
    ...sampleHandlers(deps),
    ...evaluationHandlers(deps),
    ...undoHandlers(deps),
    ...holdsHandlers(deps),
    ...noticesHandlers(deps),
  };
}
