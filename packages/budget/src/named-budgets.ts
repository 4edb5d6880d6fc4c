import { nameRemedy, type ProblemAtPath } from "@fieldwork/runtime";
import type { BudgetSpec } from "./budget-spec.ts";

/** What budgets can be for, by name. An absent kind is not known here, and its names are not checked. */
export interface BudgetedNames {
  connection?: readonly string[] | undefined;
  enrichment?: readonly string[] | undefined;
  provider?: readonly string[] | undefined;
  /** Such as `provider/model`; `provider/*` covers all of its models. */
  model?: readonly string[] | undefined;
}

/** Budgets for things that do not exist: they would limit nothing, whatever their author meant. Pure. */
export function strangersIn(budgets: readonly BudgetSpec[], known: BudgetedNames): ProblemAtPath[] {
  return budgets.flatMap(({ of, name }, index) => {
    const names = of in known ? known[of as keyof BudgetedNames] : undefined;
    if (name === undefined || names === undefined) return [];
    const found = of === "model" ? modelProblem(name, names) : nameProblem(of, name, names);
    return found === undefined ? [] : { path: ["budgets", index, "name"], ...found };
  });
}

type Found = Omit<ProblemAtPath, "path"> | undefined;

function nameProblem(of: string, name: string, names: readonly string[]): Found {
  if (names.includes(name)) return undefined;
  return { problem: `there is no ${of} with this name`, remedy: nameRemedy(name, names) };
}

function modelProblem(name: string, models: readonly string[]): Found {
  const provider = providerOf(name);
  const providers = models.map(providerOf);
  if (!providers.includes(provider)) {
    const remedy = nameRemedy(provider, providers);
    return { problem: "no provider is called as it begins", remedy };
  }
  const ofProvider = models.filter((one) => providerOf(one) === provider);
  const ways = [name, name.replace(/-\d{4}-\d{2}-\d{2}$/, ""), `${provider}/*`];
  if (ways.some((one) => ofProvider.includes(one))) return undefined;
  return { problem: "there is no such model", remedy: nameRemedy(name, ofProvider) };
}

function providerOf(model: string): string {
  return model.slice(0, model.indexOf("/"));
}
