import { settingsHeading, settingsOf, settingsText } from "@fieldwork/runtime";
import { auditUsage } from "./commands/audit-command.ts";
import { backfillUsage } from "./commands/backfill-command.ts";
import { budgetUsage } from "./commands/budget-command.ts";
import { casesUsage } from "./commands/cases-command.ts";
import { completionUsage } from "./commands/completion-command.ts";
import { dlqUsage } from "./commands/dlq-command.ts";
import { doctorUsage } from "./commands/doctor-command.ts";
import { eraseUsage } from "./commands/erase-command.ts";
import { holdUsage } from "./commands/hold-command.ts";
import { lineUsage } from "./commands/line-commands.ts";
import { noticesUsage } from "./commands/notices-command.ts";
import { reviewUsage } from "./commands/review-command.ts";
import { statusUsage } from "./commands/status-command.ts";
import { tokensUsage } from "./commands/tokens-command.ts";
import { undoUsage } from "./commands/undo-command.ts";
import { usersUsage } from "./commands/users-command.ts";
import { cliConfig } from "./config.ts";
import { prepareConfig } from "./prepare.ts";

/** What every command is, and what may follow it. */
export const usage = `Usage: npx fieldwork <command>

${statusUsage}
${lineUsage}
${holdUsage}
${dlqUsage}
${reviewUsage}
${backfillUsage}
${undoUsage}
${casesUsage}
${noticesUsage}
${usersUsage}
${tokensUsage}
${auditUsage}
${eraseUsage}
${doctorUsage}
${budgetUsage}
  definitions [--json]
                     lists the released definitions of enrichments
  definitions release [--dry-run] [--by NAME]
                     checks the definitions in the files and releases them all, or shows what that would
                     change; running services follow, and work that has begun finishes as it began
  prepare            creates tables, topics and output fields, grants the services' role its rights, sets the
                     budgets and releases the definitions, before the services of the production layout
                     start; safe to run again
${completionUsage}

A record is written connection/object/id, such as demo-hubspot/company/407218578642; its id alone
is enough if no other record has it. Without DATABASE_URL, all but prepare use the last run in this
checkout. A release with WRITE_MODE=apply creates the output fields that the connections lack.
npx fieldwork prepare --help lists the settings of prepare.

A command exits with 0 when it is done, with 1 when it has failed or what it looked at is wrong, and with 2
when it is not written as above.

${settingsHeading}
${settingsText(settingsOf(cliConfig))}
`;

export const prepareUsage = `Usage: npx fieldwork prepare

Creates tables, topics and output fields, grants the services' role its rights, sets the budgets and releases the
definitions, before the services of the production layout start. What already exists is left as it is, so it
is safe to run again.

${settingsHeading}
${settingsText(settingsOf(prepareConfig))}
`;
