import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { configError, type Environment } from "./config.ts";
import { remedyFor, setting } from "./setting.ts";

const folderName = "FIELDWORK_CONFIG";
const defaultFolder = "config";

/** The names allowed in the folder. */
const parts = ["connections.yaml", "models.yaml", "mapping.yaml", "enrichments"] as const;
export type ConfigPart = (typeof parts)[number];

/** For the configuration of every process that reads a file in the folder. */
export const configSetting = {
  [folderName]: setting(z.string().optional(), {
    about: `The folder of ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}; unless set, ${defaultFolder} in the current folder, if there is one`,
    set: "a folder",
  }),
};

/**
 * The name of a variable that holds a secret. A secret itself looks different, and is not mistaken for
 * one.
 */
export const variableName = z
  .string("is missing")
  .regex(
    /^[A-Z][A-Z0-9_]*$/,
    "is not the name of a variable: use capital letters, digits and underscores",
  );

/**
 * The path of a configuration file or folder; undefined if it does not exist.
 *
 * @throws AppError `config_invalid` if the folder is named and cannot be read, or contains a file that
 * nothing reads.
 */
export async function findConfigPart(
  environment: Environment,
  part: ConfigPart,
): Promise<string | undefined> {
  const named = environment[folderName] || undefined;
  const folder = named ?? defaultFolder;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    if (named === undefined) return undefined;
    const remedy = remedyFor(folderName, configSetting[folderName]);
    throw configError([{ what: folderName, problem: `${folder} cannot be read`, remedy }]);
  }
  const known: readonly string[] = parts;
  // Otherwise a misspelt name would act as if nothing were configured.
  const strays = names.filter((name) => /\.(ya?ml|json)$/.test(name) && !known.includes(name));
  if (strays.length > 0) {
    const remedy = `Name it one of ${parts.join(", ")}, or move it elsewhere`;
    throw configError(
      strays.map((name) => ({
        what: join(folder, name),
        problem: "is not read by anything",
        remedy,
      })),
    );
  }
  return names.includes(part) ? join(folder, part) : undefined;
}

export interface ConfigText {
  /** As messages name it. */
  file: string;
  text: string;
}

/** The text of a configuration file; undefined if it does not exist. */
export async function readConfigPart(
  environment: Environment,
  part: ConfigPart,
): Promise<ConfigText | undefined> {
  const file = await findConfigPart(environment, part);
  return file === undefined ? undefined : readConfigFile(file, part);
}

/** @throws AppError `config_invalid`, with the setting that names the file, if it cannot be read. */
export async function readConfigFile(file: string, what: string): Promise<ConfigText> {
  try {
    if (!(await stat(file)).isFile()) throw new TypeError("is not a file");
    return { file, text: await readFile(file, "utf8") };
  } catch (cause) {
    const remedy = "Make it readable for this process";
    throw configError([{ what, problem: `${file} cannot be read`, remedy }], cause);
  }
}
