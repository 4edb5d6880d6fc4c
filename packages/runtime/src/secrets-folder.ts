import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type ConfigProblem, configError, type Environment } from "./config.ts";
import { loadAll } from "./load-all.ts";
import { remedyFor, setting } from "./setting.ts";

const folderName = "FIELDWORK_SECRETS_DIR";

/** For the configuration of every process: any variable may come from a file. */
export const secretsSetting = {
  [folderName]: setting(z.string().optional(), {
    about:
      "A folder of files, each named after a variable and containing its value, so that no secret has to be in the environment",
    set: "a folder",
  }),
};

/**
 * Loads with the given variables and the files in the folder that FIELDWORK_SECRETS_DIR names: each
 * file is a variable with the file's name, and its value is the text without the last line end. Hidden
 * files and folders are skipped, and an empty file counts as not set.
 *
 * @throws AppError `config_invalid` with what is wrong with the folder and with what was loaded,
 * together.
 */
export async function loadWithSecrets<T>(
  variables: Environment,
  load: (environment: Environment) => T | Promise<T>,
): Promise<T> {
  const { secrets, problems } = await readSecrets(variables);
  const { loaded } = await loadAll({
    secrets() {
      if (problems.length > 0) throw configError(problems);
    },
    loaded: () => load({ ...variables, ...secrets }),
  });
  return loaded;
}

/**
 * Reads the folder again, of an environment that was loaded with it. Returns the environment as it is now;
 * undefined where there is no folder, or nothing in it has changed since the last look.
 *
 * @throws AppError `config_invalid` while a file of it cannot be read.
 */
export function createSecretsReader(
  environment: Environment,
): () => Promise<Environment | undefined> {
  const { [folderName]: folder } = environment;
  let known = environment;
  return async () => {
    if (!folder) return undefined;
    const { secrets, problems } = await readSecrets({ [folderName]: folder });
    if (problems.length > 0) throw configError(problems);
    const isSame = Object.entries(secrets).every(([name, value]) => known[name] === value);
    // A file that is written anew is empty for a moment: what it held stays.
    known = { ...known, ...secrets };
    return isSame ? undefined : known;
  };
}

interface Secrets {
  secrets: Record<string, string>;
  problems: ConfigProblem[];
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const mostBytes = 64 * 1024;

async function readSecrets(variables: Environment): Promise<Secrets> {
  const folder = variables[folderName];
  if (!folder) return { secrets: {}, problems: [] };
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) {
    const remedy = remedyFor(folderName, secretsSetting[folderName]);
    const problem = { what: folderName, problem: `${folder} cannot be read`, remedy };
    return { secrets: {}, problems: [problem] };
  }
  const found: Secrets = { secrets: {}, problems: [] };
  for (const name of names.filter((one) => variableName.test(one)).toSorted()) {
    const path = join(folder, name);
    const value = await readSecret(path).catch((error: unknown) => ({ error }));
    if (typeof value === "object") {
      const remedy = "Make it readable for this process, and write only the value into it";
      found.problems.push({ what: name, problem: `${path} cannot be read`, remedy });
    } else if (value !== "" && variables[name]) {
      const problem = `is set, and ${path} sets it as well`;
      found.problems.push({ what: name, problem, remedy: "Keep one of the two" });
    } else if (value !== "") found.secrets[name] = value;
  }
  return found;
}

async function readSecret(path: string): Promise<string> {
  const file = await stat(path);
  if (!file.isFile()) return "";
  if (file.size > mostBytes) throw new RangeError(`more than ${mostBytes} bytes`);
  return (await readFile(path, "utf8")).replace(/\r?\n$/, "");
}
