export {
  type Enrichment,
  type EnrichmentFile,
  enrichmentFile,
  type LabelledCase,
  labelledCase,
} from "./definition.ts";
export { inputHash, missingInput } from "./inputs.ts";
