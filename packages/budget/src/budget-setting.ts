import { nanoFromUsd } from "@fieldwork/contracts";
import { setting } from "@fieldwork/runtime";
import { z } from "zod";

/** US dollars as people write them, in nano-USD. */
export const usdAmount = z.string().transform((text, context) => {
  const nano = nanoFromUsd(text);
  if (nano !== undefined) return nano;
  context.addIssue({ code: "custom", message: `${JSON.stringify(text)} is not an amount` });
  return z.NEVER;
});

export const budgetSetting = {
  FIELDWORK_BUDGET_USD: setting(usdAmount.optional(), {
    about:
      "The most that all paid calls together may ever cost; unless set, what budgets of models.yaml says, otherwise 5",
    set: "US dollars, such as 5 or 0.50",
  }),
};
