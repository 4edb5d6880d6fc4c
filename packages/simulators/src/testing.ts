export { publishedContract } from "./language-model/testing/published-contract.ts";
