import { configError } from "@fieldwork/runtime";
import { z } from "zod";
import { defaultOpenaiModel } from "./settings.ts";

const listed = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });
const patienceMs = 3000;
const mostNamed = 8;

export interface NamedServer {
  baseUrl: string;
  apiKey: string | undefined;
}

/**
 * The model that a server has, where nobody names one: its only one, or the default. Undefined if it does
 * not tell.
 *
 * @throws AppError `config_invalid` where there are several to choose from.
 */
export async function findServedModel({
  baseUrl,
  apiKey,
}: NamedServer): Promise<string | undefined> {
  const models = await listModels(baseUrl, apiKey);
  const [only, ...others] = models;
  if (only === undefined || models.includes(defaultOpenaiModel)) return undefined;
  if (others.length === 0) return only;
  const named = models.slice(0, mostNamed).join(", ");
  throw configError([
    {
      what: "OPENAI_MODEL",
      problem: `is not set, and ${baseUrl} has ${models.length} models`,
      remedy: `Name one: ${named}${models.length > mostNamed ? ", …" : ""}`,
    },
  ]);
}

async function listModels(baseUrl: string, apiKey: string | undefined): Promise<string[]> {
  try {
    const reply = await fetch(`${baseUrl.replace(/\/+$/, "")}/models`, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    const { data } = listed.safeParse(await reply.json());
    return [...new Set(data?.data.map(({ id }) => id))];
  } catch {
    // A server that is down, or tells nothing of its models, is told of when it is asked.
    return [];
  }
}
