import type { BilledDayShown } from "@fieldwork/contracts/api";
import { tableText } from "../command-line/screen.ts";
import type { Shown } from "../command-line/shown.ts";
import { usdText } from "./budget-text.ts";
import { many } from "./command.ts";

type Bill = BilledDayShown & { provider?: string };

/** Each model and day, what either side says, and what that means. Pure. */
export function billsText(days: readonly Bill[]): Shown["text"] {
  return ({ columns }) => {
    if (days.length === 0) return "No bill has been reconciled.";
    const rows = days.map((one) => [
      ...(one.provider === undefined ? [one.day] : [one.day, one.provider]),
      one.model ?? "all models",
      `billed ${usdText(BigInt(one.billedNanoUsd))}`,
      `ours ${usdText(BigInt(one.chargedNanoUsd))}`,
      `held ${usdText(BigInt(one.heldNanoUsd))}`,
      verdicts[one.verdict],
    ]);
    const differing = days.filter(({ verdict }) => verdict !== "alike").length;
    const told = differing === 0 ? "All alike." : `${many(differing, "row")} differ.`;
    return `${tableText(rows, { columns, whole: 2 })}\n${told}`;
  };
}

const verdicts: Readonly<Record<BilledDayShown["verdict"], string>> = {
  alike: "alike",
  "held-was-billed": "calls of unknown outcome were billed: what is held stays charged rightly",
  "billed-more": "billed more than we know of: a price is wrong, or somebody else uses the account",
  "billed-less": "billed less than we charged: a price or a discount is wrong",
  "not-in-the-log": "from before the log of calls begins",
};
