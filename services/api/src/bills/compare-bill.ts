import type { BillVerdict } from "@fieldwork/contracts";
import type { BilledDayShown } from "@fieldwork/contracts/api";
import type { BilledDay, ChargedDay } from "@fieldwork/store/vendor-bills";
import type { BilledLine } from "./read-bill.ts";

export interface ComparedDay extends BilledDay {
  verdict: BillVerdict;
}

export interface OurBooks {
  days: readonly ChargedDay[];
  /** The first day that the log of calls still has whole; null: it has none. */
  firstDay: string | null;
}

const cent = 10_000_000n;

/** Each model and day that either of us knows of, within the days of the bill. Pure. */
export function compareBill(bill: readonly BilledLine[], { days, firstDay }: OurBooks) {
  return [...new Set(bill.map(({ day }) => day))].flatMap((day) => {
    const billed = bill.filter((line) => line.day === day);
    const ours = days.filter((one) => one.day === day);
    const isInLog = firstDay !== null && day >= firstDay;
    const whole = billed.every(({ model }) => model === null);
    const names = whole
      ? [null]
      : [...new Set([...billed, ...ours].map(({ model }) => baseName(model)))].toSorted();
    return names.map((name): ComparedDay => {
      const isOf = ({ model }: { model: string | null }) => whole || baseName(model) === name;
      const of = ours.filter(isOf);
      const sums = {
        billedNanoUsd: sum(billed.filter(isOf), ({ nanoUsd }) => nanoUsd),
        chargedNanoUsd: sum(of, ({ chargedNanoUsd }) => chargedNanoUsd),
        heldNanoUsd: sum(of, ({ heldNanoUsd }) => heldNanoUsd),
      };
      const calls = of.reduce((count, one) => count + one.calls, 0);
      const verdict = isInLog ? verdictOf(sums) : "not-in-the-log";
      return { day, model: name, ...sums, calls, verdict };
    });
  });
}

function verdictOf({
  billedNanoUsd: billed,
  chargedNanoUsd: charged,
  heldNanoUsd: held,
}: Pick<ComparedDay, "billedNanoUsd" | "chargedNanoUsd" | "heldNanoUsd">): BillVerdict {
  const slack = billed / 100n > cent ? billed / 100n : cent;
  if (billed < charged - slack) return "billed-less";
  if (billed <= charged + slack) return "alike";
  return billed <= charged + held + slack ? "held-was-billed" : "billed-more";
}

/** As JSON carries it: a number would lose digits. Pure. */
export function billWire({ day, model, calls, verdict, ...amounts }: BilledDay): BilledDayShown {
  return {
    ...{ day, model, calls, verdict: verdict as BillVerdict },
    billedNanoUsd: `${amounts.billedNanoUsd}`,
    chargedNanoUsd: `${amounts.chargedNanoUsd}`,
    heldNanoUsd: `${amounts.heldNanoUsd}`,
  };
}

/** What is billed beside models, such as searches, has a name of its own; a dated snapshot is its model. */
function baseName(model: string | null): string {
  return (model ?? "other").replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8})$/, "");
}

function sum<T>(of: readonly T[], amount: (one: T) => bigint): bigint {
  return of.reduce((total, one) => total + amount(one), 0n);
}
