import type { ObjectName } from "@fieldwork/contracts";
import { AppError, failureText } from "@fieldwork/runtime";
import type { CrmAdapter, DescribedField } from "./crm-adapter.ts";

/** Whether a connection may do one of the things that its object needs. */
export interface AccessFinding {
  scope: "fields" | "records" | "outputs";
  /** `odd` works, but should not stay so. */
  state: "fine" | "odd" | "wrong";
  told: string;
  /** What to do about it. */
  remedy?: string | undefined;
}

interface Asked {
  object: ObjectName;
  outputs: readonly { field: string }[];
  /** The fields that are read into questions. */
  inputs: ReadonlySet<string>;
}

type Found = Omit<AccessFinding, "scope">;

/**
 * Looks, scope by scope, whether an object's fields are shown to us, whether its records are, and whether
 * its output fields can be written. Writes nothing, and throws nothing.
 */
export async function testAccess(
  adapter: Pick<CrmAdapter, "describeFields" | "readChanges">,
  { object, outputs, inputs }: Asked,
  signal: AbortSignal,
): Promise<AccessFinding[]> {
  let described: readonly DescribedField[] | undefined;
  const fields = await look(async () => {
    described = await adapter.describeFields(object, signal);
    return fieldsFound(described, inputs);
  });
  const records = await look(() => recordsFound(adapter, object, signal));
  const written: Found = described
    ? outputsFound(described, outputs)
    : { state: "wrong", told: "it is not known which can be written: their fields are not shown" };
  return [
    { scope: "fields", ...fields },
    { scope: "records", ...records },
    { scope: "outputs", ...written },
  ];
}

async function look(work: () => Promise<Found>): Promise<Found> {
  try {
    return await work();
  } catch (error) {
    const { details } = AppError.from(error);
    const remedy = typeof details.remedy === "string" ? details.remedy : undefined;
    return { state: "wrong", told: failureText(error), remedy };
  }
}

/** A field that is hidden is absent from questions; the others are read all the same. Pure. */
function fieldsFound(described: readonly DescribedField[], inputs: ReadonlySet<string>): Found {
  const hidden = described.filter(({ exists }) => !exists);
  const shown = described.length - hidden.length;
  const told = `${shown} of ${described.length} fields that we use are shown`;
  const missed = described
    .filter(({ field }) => inputs.has(field))
    .flatMap(({ exists, vendorName, hiddenParts = [] }) => (exists ? hiddenParts : [vendorName]));
  if (missed.length === 0) return { state: "fine", told };
  const names = missed.join(", ");
  const remedy = `Give Fieldwork's user the right to read ${names}, or write false for it in mapping.yaml`;
  return { state: "odd", told: `${told}; questions lack ${names}`, remedy };
}

async function recordsFound(
  adapter: Pick<CrmAdapter, "readChanges">,
  object: ObjectName,
  signal: AbortSignal,
): Promise<Found> {
  // Nothing is published: one page shows that records may be read.
  for await (const { changes } of adapter.readChanges(object, null, signal)) {
    if (changes.length > 0) return { state: "fine", told: "records can be read" };
    break;
  }
  const remedy = `Check that Fieldwork's user may see any ${object}`;
  return { state: "odd", told: "no record is shown to us", remedy };
}

/** Pure. */
function outputsFound(
  described: readonly DescribedField[],
  outputs: readonly { field: string }[],
): Found {
  const ours = new Set(outputs.map(({ field }) => field));
  const fields = described.filter(({ field }) => ours.has(field));
  const names = (some: readonly DescribedField[]) =>
    some.map(({ vendorName }) => vendorName).join(", ");
  const missing = fields.filter(({ exists }) => !exists);
  const locked = fields.filter(({ exists, writable }) => exists && !writable);
  const told = `${fields.length - missing.length - locked.length} of ${fields.length} output fields can be written`;
  if (locked.length > 0) {
    const remedy = `Give Fieldwork's user the right to edit ${names(locked)}`;
    return { state: "wrong", told, remedy };
  }
  if (missing.length === 0) return { state: "fine", told };
  const remedy = `Not there yet: ${names(missing)}. With WRITE_MODE=apply, npx fieldwork prepare creates them or says how`;
  return { state: "odd", told, remedy };
}
