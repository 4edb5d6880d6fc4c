import { atPlace, type FileProblem, nameRemedy, readYaml } from "@fieldwork/runtime";
import { type Vocabulary, vocabularyFile } from "./definition.ts";
import type { Outline } from "./outline.ts";

export interface ReadVocabulary {
  /** Undefined if there is none, or if its form is wrong. */
  vocabulary: Vocabulary | undefined;
  problems: FileProblem[];
}

/**
 * Reads the text of a `vocabulary.yaml`, which may be missing, and checks it against what its
 * enrichment names. Pure.
 */
export function readVocabulary(
  text: string | undefined,
  file: string,
  { outputs }: Outline,
): ReadVocabulary {
  if (text === undefined) return { vocabulary: undefined, problems: [] };
  const form = { file, schema: vocabularyFile };
  const { parsed: vocabulary, placeOf, problems } = readYaml(text, form);
  const choices = outputs.flatMap((output) =>
    output?.options === undefined ? [] : { name: output.name, options: output.options },
  );
  if (vocabulary === undefined || choices.length === 0) return { vocabulary, problems };
  const strays = Object.entries(vocabulary).flatMap(([name, byOption]) => {
    const known = choices.find((one) => one.name === name)?.options;
    if (known === undefined) {
      const remedy = nameRemedy(
        name,
        choices.map((one) => one.name),
      );
      return [{ path: [name], problem: "there is no output with options of this name", remedy }];
    }
    return Object.keys(byOption)
      .filter((option) => !known.includes(option))
      .map((option) => ({
        path: [name, option],
        problem: `${option} is not an option`,
        remedy: nameRemedy(option, known),
      }));
  });
  const placed = strays.map((one) => atPlace(one, { file, placeOf }));
  return { vocabulary, problems: [...problems, ...placed] };
}
