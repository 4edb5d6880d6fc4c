import { callPurpose, nanoFromUsd } from "@fieldwork/contracts";
import {
  atPlace,
  type ConfigText,
  configError,
  type Environment,
  readConfigPart,
  readYaml,
  toConfigProblem,
} from "@fieldwork/runtime";
import { budgetPeriods, budgetSubjects } from "@fieldwork/store";
import { z } from "zod";
import type { BudgetSpec } from "./budget-spec.ts";
import { type BudgetedNames, strangersIn } from "./named-budgets.ts";

/** US dollars, as a number or text. */
const usd = z.union([z.number(), z.string()]).transform((given, context) => {
  const nano = nanoFromUsd(String(given));
  if (nano !== undefined) return nano;
  context.addIssue({ code: "custom", message: "is not an amount in US dollars" });
  return z.NEVER;
});

const entry = z
  .strictObject({
    of: z.enum(budgetSubjects),
    /** `provider/model` for a model, `connection/object/id` for a record; the id for a backfill. Without a name: each one separately. */
    name: z.string().min(1, "is empty").optional(),
    per: z.enum(budgetPeriods),
    usd,
  })
  .superRefine((given, context) => {
    const message = budgetNameProblem(given);
    if (message !== undefined) context.addIssue({ code: "custom", path: ["name"], message });
  })
  .transform(({ usd: limitNanoUsd, ...spec }): BudgetSpec => ({ ...spec, limitNanoUsd }));

/** Why a budget cannot have this name; undefined if it can. Pure. */
export function budgetNameProblem({
  of,
  name,
}: Pick<BudgetSpec, "of" | "name">): string | undefined {
  if (name === undefined) return undefined;
  if (of === "total") return "is given for the total, which has no name";
  if (of === "model" && !/^[^/]+\/\S+$/.test(name)) return "is not written as provider/model";
  if (of === "record" && !/^[^/]+\/[^/]+\/.+$/.test(name)) {
    return "is not written as connection/object/id";
  }
  if (of === "purpose" && !callPurpose.safeParse(name).success) {
    return `is not one of ${callPurpose.options.join(", ")}`;
  }
  return undefined;
}

/** `budgets` of models.yaml. */
export const budgetEntries = z.array(entry).superRefine((budgets, context) => {
  const keys = budgets.map(({ of, name, per }) => JSON.stringify([of, name, per]));
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) === index) continue;
    const message = "is for the same thing and time as an earlier one";
    context.addIssue({ code: "custom", path: [index], message });
  }
});

const withBudgets = z.object({ budgets: budgetEntries.optional() });

/**
 * The budgets that models.yaml lists; none without the file. Other mistakes in that file are reported
 * by whoever asks the models.
 *
 * @throws AppError `config_invalid`, naming every problem of the list, including names that do not
 * exist.
 */
export async function findBudgets(
  environment: Environment,
  known: BudgetedNames,
): Promise<readonly BudgetSpec[]> {
  const given = await readConfigPart(environment, "models.yaml");
  return given === undefined ? [] : loadBudgets(given, known);
}

function loadBudgets({ file, text }: ConfigText, known: BudgetedNames): readonly BudgetSpec[] {
  const form = { file, schema: withBudgets, hidesValues: true };
  const { parsed, placeOf, problems } = readYaml(text, form);
  const budgets = parsed?.budgets ?? [];
  const strangers = strangersIn(budgets, known).map((one) => atPlace(one, { file, placeOf }));
  const all = [...problems, ...strangers];
  if (all.length > 0) throw configError(all.map(toConfigProblem));
  return budgets;
}
