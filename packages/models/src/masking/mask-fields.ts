import type { FieldValues } from "@fieldwork/contracts";
import { findKnownValues, kindOfField, knownValuesOf } from "./find-known-values.ts";
import { findPatterns } from "./find-patterns.ts";
import { type FoundValue, type MaskKind, withoutOverlaps } from "./found-value.ts";

/** What is masked: nothing, the record's own personal values, or also what has the form of one. */
export type Masking = "off" | "known-values" | "patterns";

/** One value that a placeholder stands for. It never leaves this process but in a finished answer. */
export interface Mask {
  placeholder: string;
  kind: MaskKind;
  value: string;
}

export interface MaskedFields {
  fields: Record<string, string>;
  /** In the order in which they appear; each spelling of a value has its own. */
  masks: readonly Mask[];
  /** How many of each kind were masked in each field: it names no value. */
  counts: readonly MaskedCount[];
}

export interface MaskedCount {
  field: string;
  kind: MaskKind;
  count: number;
}

export interface MaskRules {
  object: string;
  /** All of the record that is known here, asked or not. */
  record: FieldValues;
  masking: Masking;
  /** Fields with a rule of their own. */
  byField?: Readonly<Record<string, Masking>>;
  /** How fields go on that were cut: nothing is left of a value that the cut goes through. */
  beyond?: Readonly<Record<string, string>>;
}

/**
 * Replaces personal values in the fields that are about to leave by placeholders such as `<PERSON_1>`.
 * One spelling of a value has one placeholder in all fields, so that each can be restored exactly.
 * Equal fields are masked equally. Pure.
 */
export function maskFields(
  fields: Readonly<Record<string, string>>,
  { object, record, masking, byField = {}, beyond = {} }: MaskRules,
): MaskedFields {
  const masks = new Map<string, Mask>();
  const counts = new Map<string, MaskedCount>();
  const texts = Object.values(fields);
  const numbers = new Map<MaskKind, number>();
  const known =
    masking === "off" && Object.keys(byField).length === 0 ? [] : knownValuesOf(object, record);

  function placeholderOf(kind: MaskKind, value: string): string {
    const key = `${kind}\n${value}`;
    const standing = masks.get(key);
    if (standing) return standing.placeholder;
    let placeholder: string;
    do {
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      placeholder = `<${kind.toUpperCase()}_${number}>`;
      // A record may hold what looks like one of ours.
    } while (texts.some((text) => text.includes(placeholder.slice(1, -1))));
    masks.set(key, { placeholder, kind, value });
    return placeholder;
  }

  function findIn(field: string, text: string): FoundValue[] {
    const level = byField[field] ?? masking;
    if (level === "off") return [];
    const whole = kindOfField(object, field);
    if (whole !== undefined) return [{ kind: whole, start: 0, end: text.length }];
    const uncut = text + (beyond[field] ?? "");
    const patterns = level === "patterns" ? findPatterns(uncut) : [];
    return withoutOverlaps([...findKnownValues(uncut, known), ...patterns]);
  }

  function maskText(field: string, text: string): string {
    let shown = "";
    let at = 0;
    for (const { kind, start, end } of findIn(field, text)) {
      if (start >= text.length) break;
      if (end > text.length) return (shown + text.slice(at, start)).trimEnd();
      shown += text.slice(at, start) + placeholderOf(kind, text.slice(start, end));
      at = end;
      const key = `${field}\n${kind}`;
      counts.set(key, { field, kind, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return shown + text.slice(at);
  }

  const masked = Object.entries(fields).map(([field, text]) => [field, maskText(field, text)]);
  return {
    fields: Object.fromEntries(masked),
    masks: [...masks.values()],
    counts: [...counts.values()],
  };
}
