import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient, ProblemError } from "@fieldwork/contracts/client";
import { AppError } from "@fieldwork/runtime";
import { openHome } from "@fieldwork/store/embedded";
import { z } from "zod";

export interface ClientPlace {
  /** Where the API is, and whose token to use; else that of the line that runs in the checkout. */
  url: string | undefined;
  token: string | undefined;
  checkoutDir: string;
}

const localApi = z.object({ url: z.url(), token: z.string() });

/** What the API replied in place of a result, as commands fail. */
export function errorFromApi(error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error;
  const { code, detail } = error.problem;
  return new AppError(`the API replied ${code}: ${detail}`, {
    code: "request_invalid",
    retryable: false,
    cause: error,
  });
}

/** The API that a command is to ask. @throws AppError `config_invalid` if there is none. */
export async function openClient({ url, token, checkoutDir }: ClientPlace): Promise<Client> {
  if (url !== undefined) return createClient({ url, token });
  const { dir } = await openHome(checkoutDir);
  const text = await readFile(join(dir, "api.json"), "utf8").catch(() => undefined);
  if (text !== undefined) return createClient(localApi.parse(JSON.parse(text)));
  throw new AppError(
    "nothing runs in this checkout: run npm start, or set FIELDWORK_URL and FIELDWORK_TOKEN",
    { code: "config_invalid", retryable: false },
  );
}
