import type { Reply } from "@fieldwork/contracts/client";
import { usdText } from "../../ui/money.ts";

type Billed = Reply<"bills.list">["days"][number];

/** What is billed beyond what we charged; with a minus, what we charged beyond that. Pure. */
export function differenceText({
  billedNanoUsd,
  chargedNanoUsd,
}: Pick<Billed, "billedNanoUsd" | "chargedNanoUsd">): string {
  const difference = BigInt(billedNanoUsd) - BigInt(chargedNanoUsd);
  return `${difference > 0n ? "+" : ""}${usdText(String(difference))}`;
}

/** As the command line counts them. Pure. */
export function isDiffering({ verdict }: Pick<Billed, "verdict">): boolean {
  return verdict !== "alike";
}
