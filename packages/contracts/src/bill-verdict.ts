/**
 * What a vendor's bill of one model and day says of our books.
 * - `alike`: within a cent or one in a hundred.
 * - `held-was-billed`: more than we settled, and no more than we hold for calls of unknown outcome.
 * - `billed-more`: more than all of it. A price is wrong, or somebody else uses the account.
 * - `billed-less`: less than we settled. A price or a discount is wrong.
 * - `not-in-the-log`: from before our log begins.
 */
export const billVerdicts = [
  "alike",
  "held-was-billed",
  "billed-more",
  "billed-less",
  "not-in-the-log",
] as const;
export type BillVerdict = (typeof billVerdicts)[number];

/** For people. */
export const billVerdictText: Readonly<Record<BillVerdict, string>> = {
  alike: "alike",
  "held-was-billed": "calls of unknown outcome were billed: what is held stays charged rightly",
  "billed-more": "billed more than we know of: a price is wrong, or somebody else uses the account",
  "billed-less": "billed less than we charged: a price or a discount is wrong",
  "not-in-the-log": "from before the log of calls begins",
};
