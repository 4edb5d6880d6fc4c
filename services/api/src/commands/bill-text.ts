import { billVerdictText } from "@fieldwork/contracts";
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
      billVerdictText[one.verdict],
    ]);
    const differing = days.filter(({ verdict }) => verdict !== "alike").length;
    const told = differing === 0 ? "All alike." : `${many(differing, "row")} differ.`;
    return `${tableText(rows, { columns, whole: 2 })}\n${told}`;
  };
}
