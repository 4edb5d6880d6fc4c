import { describeModelProvider } from "@fieldwork/models/testing";
import { openaiTrial } from "./openai-trial.ts";

describeModelProvider("OpenAI (Responses)", openaiTrial("responses"));
describeModelProvider("OpenAI (Chat Completions)", openaiTrial("chat"));
