export { publishedContract } from "./openai/published-contract.ts";
