import { describeModelProvider } from "@fieldwork/models/testing";
import { anthropicTrial } from "./anthropic-trial.ts";
import { geminiTrial } from "./gemini-trial.ts";
import { mistralTrial } from "./mistral-trial.ts";
import { openaiTrial } from "./openai-trial.ts";

describeModelProvider("OpenAI (Responses)", openaiTrial("responses"));
describeModelProvider("OpenAI (Chat Completions)", openaiTrial("chat"));
describeModelProvider("Anthropic", anthropicTrial);
describeModelProvider("Google Gemini", geminiTrial);
describeModelProvider("Mistral", mistralTrial);
