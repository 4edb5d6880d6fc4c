import type { Reply } from "../core/http-reply.ts";
import type { JsonSchema } from "./json-schema.ts";

/** What is asked, by whichever endpoint. */
export interface Question {
  model: string;
  /** The instructions, and every turn of the system or developer. */
  instructions: string;
  /** What the prompt cache may keep of it, if that is not the instructions. */
  cacheable?: string | undefined;
  /** The user's turns, oldest first. */
  userTexts: readonly string[];
  /** Whether an earlier answer is being put right. */
  turn: "first" | "repair";
  /** Undefined: any text will do. */
  schema: JsonSchema | undefined;
  /** It has to call this tool, whose parameters are the schema. */
  tool?: string | undefined;
  maxOutputTokens: number;
  reasons: boolean;
  /** Undefined: the answer is to come as a whole. */
  stream: { tellsUsage: boolean } | undefined;
}

export type ReadRequest =
  | { kind: "question"; question: Question }
  | { kind: "refused"; reply: Reply };
