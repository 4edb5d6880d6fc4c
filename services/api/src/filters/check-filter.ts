import {
  conditionsOf,
  type FilterCondition,
  filterText,
  idField,
  outputOperators,
  type RecordFilter,
} from "@fieldwork/contracts";
import { nameRemedy } from "@fieldwork/runtime";
import type { FilterField } from "@fieldwork/store/backfills";
import { typeProblem } from "./type-problem.ts";

export interface FilterProblem {
  condition: FilterCondition;
  /** A sentence that says what is wrong and what to write instead. */
  problem: string;
}

/** What keeps a filter from being asked of records with these fields, condition by condition. Pure. */
export function checkFilter(
  filter: RecordFilter,
  { object, fields }: { object: string; fields: readonly FilterField[] },
): FilterProblem[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const names = [...byName.keys(), idField];
  return conditionsOf(filter).flatMap((condition) => {
    const { field } = condition;
    if (field === idField) return [];
    const known = byName.get(field);
    const problem =
      known === undefined
        ? `${object} cannot be filtered by ${field}. ${nameRemedy(field, names)}; or mark it as filterable in mapping.yaml`
        : conditionProblem(condition, known);
    return problem === undefined ? [] : [{ condition, problem }];
  });
}

function conditionProblem(condition: FilterCondition, field: FilterField): string | undefined {
  const { name, source, type } = field;
  if (outputOperators.has(condition.is)) {
    return source === "outputs"
      ? undefined
      : `${name} is no output: only what we write can be outdated or corrected`;
  }
  if (!field.isShown) {
    return `${name} is blank in every record: the CRM does not show it to us${said(field)}. Give our user the right to read it, or leave it out`;
  }
  if (condition.is === "blank" || condition.is === "notBlank" || type === null) return undefined;
  return typeProblem(condition, { name, type }) ?? optionProblem(condition, field);
}

function said({ describedAt }: FilterField): string {
  return describedAt === null ? "" : `, as the CRM said at ${describedAt.toISOString()}`;
}

function optionProblem({ is, values }: FilterCondition, field: FilterField): string | undefined {
  const { name, options, type } = field;
  // Several at once are one text.
  if (type === "choices") return undefined;
  const isWhole = is === "equals" || is === "notEquals" || is === "anyOf";
  if (options === null || options.length === 0 || !isWhole) return undefined;
  const strange = values.find((value) => !options.includes(value));
  if (strange === undefined) return undefined;
  return `${name} is never ${JSON.stringify(strange)}${said(field)}. ${nameRemedy(strange, options)}`;
}

/** Where it stands and what is wrong with it, of each problem. Pure. */
export function filterProblemsText(
  problems: readonly FilterProblem[],
  placeOf: (condition: FilterCondition) => number | undefined,
): string {
  return problems
    .map(({ condition, problem }) => {
      const at = placeOf(condition);
      const where = at === undefined ? filterText(condition) : `At character ${at}`;
      return `${where}: ${problem}`;
    })
    .join("\n");
}
