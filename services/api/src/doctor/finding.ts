import { AppError, failureText } from "@fieldwork/runtime";

/** What one look found. `odd` works, but should not stay so. */
export interface Finding {
  /** What was looked at. */
  of: string;
  state: "fine" | "odd" | "wrong";
  told: string;
  /** What to do about it. */
  remedy?: string | undefined;
}

/** Looks at one thing; what it throws is what is wrong with it. */
export async function look(of: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    const { details } = AppError.from(error);
    const remedy = typeof details.remedy === "string" ? details.remedy : undefined;
    return [{ of, state: "wrong", told: failureText(error), remedy }];
  }
}

const marks = { fine: "ok   ", odd: "odd  ", wrong: "WRONG" } as const;

/** For people: what is wrong comes last, where it is seen. Pure. */
export function findingsText(findings: readonly Finding[]): string {
  const order = ["fine", "odd", "wrong"];
  const width = Math.max(0, ...findings.map(({ of }) => of.length));
  const lines = findings
    .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
    .flatMap(({ of, state, told, remedy }) => {
      const [first = "", ...more] = [...told.split("\n"), ...(remedy ? [remedy] : [])];
      return [
        `${marks[state]}  ${of.padEnd(width)}  ${first}`,
        ...more.map((line) => `${" ".repeat(width + 9)}${line}`),
      ];
    });
  return [...lines, "", summaryOf(findings)].join("\n");
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length;
  const [odd, wrong] = [count("odd"), count("wrong")];
  if (odd + wrong === 0) return "Nothing is wrong.";
  return `${wrong} wrong, ${odd} odd, ${count("fine")} fine`;
}
