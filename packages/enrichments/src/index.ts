export {};
export { inputHash, missingInput } from "./inputs.ts";
