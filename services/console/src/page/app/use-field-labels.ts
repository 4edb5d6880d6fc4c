import { useApi } from "./use-api.ts";

interface LabelledField {
  field: string;
  /** Where it is known: fields of two objects may have one name. */
  object?: string | undefined;
}

/** What people call the fields that we write; the field's own name for what no definition writes now. */
export function useFieldLabels(): (of: LabelledField) => string {
  const { data } = useApi("definitions.list", {});
  const outputs = data?.definitions.flatMap((one) => one.outputs) ?? [];
  return ({ field, object }) =>
    outputs.find((one) => one.field === field && (object === undefined || one.object === object))
      ?.label ?? field;
}
