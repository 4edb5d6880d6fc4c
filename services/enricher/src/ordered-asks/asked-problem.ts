import { scopeEnds } from "@fieldwork/budget";
import type { AskedProblem } from "@fieldwork/contracts";
import type { AppError } from "@fieldwork/runtime";

/** Why an ask has no answer, as the person who ordered it is told. Pure. */
export function askedProblem({ code, message, details }: AppError): AskedProblem {
  const detail = message.replace(/^\[\w+\] /, "");
  const scope = details?.scope;
  if (code !== "budget_exhausted" || typeof scope !== "string") return { code, detail };
  const until = scopeEnds(scope)?.toISOString() ?? null;
  const then = until === null ? "until somebody raises it" : `until ${until}`;
  return { code, detail: `${detail}, ${then}`, budget: { scope, until } };
}
