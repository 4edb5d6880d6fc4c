import type { OutputSpec, OutputType } from "@fieldwork/contracts";
import type { FieldType } from "./mapping/mapping.ts";

export interface FieldDescription {
  /** Canonical name. */
  field: string;
  vendorName: string;
  exists: boolean;
  writable: boolean;
  /** In UTF-16 units; undefined if the vendor gives none. */
  maxChars?: number | undefined;
  /** In UTF-8; undefined if the vendor gives none. */
  maxBytes?: number | undefined;
  /** What alone it accepts; undefined if any text is accepted, or one of `options`. */
  takes?: "number" | "date" | undefined;
  /** The values the CRM accepts now; undefined if any text is accepted. */
  options?: readonly string[] | undefined;
  /** Values that it accepts no more, but which records may still hold; undefined if there are none. */
  retiredOptions?: readonly string[] | undefined;
  /** Of the options, those that the record at hand takes; undefined if it takes them all, or nobody knows. */
  recordOptions?: readonly string[] | undefined;
  /** Whether not every record takes all options. */
  variesByRecord?: boolean | undefined;
  /** Whether it accepts several of them at once. */
  isSeveral?: boolean | undefined;
  /** The label that people see for an option, if it differs. */
  optionLabels?: Readonly<Record<string, string>> | undefined;
}

/** A described field with what it is in canonical terms. */
export interface DescribedField extends FieldDescription {
  type: FieldType | OutputType;
  /** Whether people look for records by it: the mapping marks it, or it is an output. */
  isFilterable: boolean;
  /** Of what it is read from in the CRM, what is hidden from us beside the rest; undefined if nothing is. */
  hiddenParts?: readonly string[] | undefined;
}

export type OutputField = Pick<OutputSpec, "field" | "label"> &
  (
    | { type: "choice" | "choices"; options: readonly string[] }
    | { type: "text"; maxChars: number }
    | { type: "number"; decimals: number }
    | { type: "integer" | "boolean" | "date" | "url" }
  );
