/** What a masked value is; it names the placeholder. */
export type MaskKind = "person" | "email" | "phone" | "card" | "iban" | "id";

/** Where a personal value stands in a text. */
export interface FoundValue {
  kind: MaskKind;
  start: number;
  end: number;
}
