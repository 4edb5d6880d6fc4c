import {
  caselessText,
  companionField,
  type ObjectName,
  withCompanionFields,
} from "@fieldwork/contracts";
import { nameRemedy, type ProblemAtPath } from "@fieldwork/runtime";
import { findRepeats } from "./find-repeats.ts";
import type { Outline } from "./outline.ts";

/** Why a field cannot be read, if it is known what is read from a record. */
export type InputProblemOf = (
  object: ObjectName,
  field: string,
) => Pick<ProblemAtPath, "problem" | "remedy"> | undefined;

/** Contradictions within one definition, and with the folder that it is in. Pure. */
export function checkOutline(
  outline: Outline,
  folderName: string,
  inputProblem: InputProblemOf = () => undefined,
): ProblemAtPath[] {
  return [
    ...nameProblems(outline, folderName),
    ...unknownInputProblems(outline, inputProblem),
    ...repeatProblems(outline),
    ...loopProblems(outline),
    ...companionProblems(outline),
    ...optionProblems(outline),
    ...evaluationProblems(outline),
    ...experimentProblems(outline),
    ...identityProblems(outline),
  ];
}

/** Only companies are linked, and only what the model is asked about can be in common. */
function identityProblems({ object, inputs, identity }: Outline): ProblemAtPath[] {
  if (identity.length === 0) return [];
  if (object !== undefined && object !== "company") {
    const problem = `a ${object} is in one CRM alone`;
    return [{ path: ["identity"], problem, remedy: "Remove it: only companies have an identity" }];
  }
  const names = inputs.flatMap((input) => input?.field ?? []);
  return identity.flatMap((field, index) =>
    names.includes(field)
      ? []
      : {
          path: ["identity", index],
          ...{ problem: `${field} is not an input`, remedy: nameRemedy(field, names) },
        },
  );
}

/** What is tried must be among the models whose keys, prices and rules are checked: those of the route. */
function experimentProblems({ route, routing }: Outline): ProblemAtPath[] {
  const model = routing?.experiment?.model;
  if (model === undefined || route === undefined || route.includes(model)) return [];
  const problem = `${model} is not in the route`;
  const remedy = "Add it to the end of the route: there it also answers when the others cannot";
  return [{ path: ["routing", "experiment", "model"], problem, remedy }];
}

function nameProblems({ name }: Outline, folderName: string): ProblemAtPath[] {
  if (name === undefined || name === folderName) return [];
  const remedy = `Rename the folder, or write name: ${folderName}`;
  return [{ path: ["name"], problem: `${name} is in the folder ${folderName}`, remedy }];
}

function unknownInputProblems(
  { object, inputs }: Outline,
  inputProblem: InputProblemOf,
): ProblemAtPath[] {
  if (object === undefined) return [];
  return inputs.flatMap((input, index) => {
    const found = input === undefined ? undefined : inputProblem(object, input.field);
    return found === undefined ? [] : { path: ["inputs", index, "field"], ...found };
  });
}

function repeatProblems({ inputs, outputs }: Outline): ProblemAtPath[] {
  const placed = [
    ...placesOf("inputs", "field", inputs),
    ...placesOf("outputs", "name", outputs),
    ...placesOf("outputs", "field", outputs),
  ];
  // Each kind of place separately: an output may have the same name as an input.
  const kinds = Map.groupBy(placed, ({ path: [list, , key] }) => `${String(list)}.${String(key)}`);
  return [...kinds.values()].flatMap((items) =>
    findRepeats(items).map(({ path, value }) => ({
      path,
      problem: `${value} appears twice among the ${String(path[0])}`,
      remedy: "Remove one of the two, or rename it",
    })),
  );
}

function placesOf<Key extends string>(
  list: "inputs" | "outputs",
  key: Key,
  items: readonly (Readonly<Record<Key, string>> | undefined)[],
): { path: PropertyKey[]; value: string }[] {
  return items.flatMap((item, index) => {
    const value = item?.[key] ?? "";
    return value === "" ? [] : { path: [list, index, key], value };
  });
}

function loopProblems({ inputs, outputs }: Outline): ProblemAtPath[] {
  return outputs.flatMap((output, index) =>
    inputs.some((input) => input !== undefined && input.field === output?.field)
      ? {
          path: ["outputs", index, "field"],
          problem: `${output?.field} is also an input`,
          remedy: "Write to another field, or each answer would cause another question",
        }
      : [],
  );
}

// Salesforce's names hold no more.
const maxFieldChars = 40;

function companionProblems({ outputs }: Outline): ProblemAtPath[] {
  const fields = outputs.flatMap((output) => output?.field ?? []);
  return outputs.flatMap((output, index) => {
    const { field = "", companions = [] } = output ?? {};
    const [, ...reserved] = field === "" ? [] : withCompanionFields(field);
    const taken = reserved.filter((one) => fields.includes(one));
    const tooLong = companions
      .map((kind) => companionField(field, kind))
      .filter((one) => one.length > maxFieldChars);
    return [
      ...taken.map((one) => ({
        path: ["outputs", fields.indexOf(one), "field"],
        problem: `${one} is the name of a companion of ${field}`,
        remedy: "Write to another field",
      })),
      ...tooLong.map((one) => ({
        path: ["outputs", index, "companions"],
        problem: `${one} has ${one.length} characters; at most ${maxFieldChars} are allowed`,
        remedy: "Give the output a shorter field",
      })),
    ];
  });
}

function optionProblems({ outputs }: Outline): ProblemAtPath[] {
  return outputs.flatMap((output, index) => {
    const options = output?.options;
    if (output === undefined || options === undefined) return [];
    const placed = options.map((value, at) => ({
      path: ["outputs", index, "options", at],
      value,
    }));
    // Answers name options in any case, and with any dashes or quotation marks.
    const alike = placed.map((one) => ({
      ...one,
      option: one.value,
      value: caselessText(one.value),
    }));
    const repeats = findRepeats(alike).map(({ path, option, value }) => ({
      path,
      problem: repeatProblem(
        option,
        options.find((one) => caselessText(one) === value),
      ),
      remedy: "Remove one of the two",
    }));
    const unseen = alike
      .filter(({ value }) => value === "")
      .map(({ path }) => ({
        path,
        problem: "the option displays as nothing",
        remedy: "Use letters, digits or symbols",
      }));
    const strays = Object.keys(output.optionHints)
      .filter((hinted) => !options.includes(hinted))
      .map((hinted) => ({
        path: ["outputs", index, "optionHints", hinted],
        problem: `${hinted} is not an option`,
        remedy: nameRemedy(hinted, options),
      }));
    return [...repeats, ...unseen, ...strays];
  });
}

function evaluationProblems({ outputs, evaluation }: Outline): ProblemAtPath[] {
  const names = outputs.flatMap((output) => output?.name ?? []);
  return Object.keys(evaluation)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ["evaluation", name],
      problem: `${name} is not an output`,
      remedy: nameRemedy(name, names),
    }));
}

function repeatProblem(option: string, first: string | undefined): string {
  return first === undefined || first === option
    ? `the option ${option} appears twice`
    : `the option ${option} cannot be distinguished from ${first}`;
}
