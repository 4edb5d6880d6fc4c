import type { ObjectName } from "@fieldwork/contracts";
import type { OutputField } from "./field-description.ts";

export type EnsureResult =
  | { kind: "ready"; created: readonly string[] }
  /** The adapter does not create fields in this CRM: `deploymentOf` has the files that do. */
  | ({ kind: "missing" } & MissingOutputs);

export interface MissingOutputs {
  fields: readonly string[];
}

/** Fields that an object lacks, of all outputs that it is to have. */
export interface LackingObject extends MissingOutputs {
  object: ObjectName;
  outputs: readonly OutputField[];
}

/** What an administrator deploys, all at once. */
export interface Deployment {
  metadata: readonly MetadataFile[];
  /** What to do with the files, once they are in this folder. */
  remedyIn(folder: string): string;
}

export interface MetadataFile {
  path: string;
  content: string;
}
