import type { CallClass } from "@fieldwork/contracts";
import type { AdmissionLease, AdmissionRequest, WaitOptions } from "./admission.ts";
import type { ApplyingRules, Scopes } from "./rules.ts";
import { type AdmissionAnswer, WaitingLine } from "./waiting-line.ts";

export interface AdmissionQueueDeps {
  ask(request: AdmissionRequest): Promise<AdmissionAnswer>;
  rulesFor(scopes: Scopes): ApplyingRules;
  random?: (() => number) | undefined;
}

export interface AdmissionQueue {
  waitFor(request: AdmissionRequest, options: WaitOptions): Promise<AdmissionLease>;
  /** A lease of this process has ended. */
  wake(scopes: Scopes): void;
  /** Somebody waits under one of these limits. */
  isAwaited(scopes: Scopes): boolean;
}

/**
 * The callers of this process that wait for admission: one queue for each set of limits and, where
 * classes share them, for each class, so that neither waits behind the other.
 */
export function createAdmissionQueue({
  ask,
  rulesFor,
  random = Math.random,
}: AdmissionQueueDeps): AdmissionQueue {
  const lines = new Map<string, WaitingLine>();
  const linesIn = new Map<string, Set<WaitingLine>>();
  // What was looked up for the same rules, and for the same scopes, until there is one more line.
  let lineFor = new WeakMap<ApplyingRules, Partial<Record<CallClass, WaitingLine>>>();
  let linesFor = new WeakMap<Scopes, readonly WaitingLine[]>();

  const findLine = ({ scopes, limited }: ApplyingRules, workClass: CallClass): WaitingLine => {
    const names = [scopes[0], ...limited.map(({ scope }) => scope)];
    const isShared = limited.some(({ weights }) => weights);
    const key = [...names, isShared ? workClass : ""].join(" ");
    const known = lines.get(key);
    if (known) return known;
    const line = new WaitingLine({ ask, random });
    lines.set(key, line);
    for (const name of names) linesIn.set(name, (linesIn.get(name) ?? new Set()).add(line));
    lineFor = new WeakMap();
    linesFor = new WeakMap();
    return line;
  };

  const lineOf = ({ scopes, workClass }: AdmissionRequest): WaitingLine => {
    const rules = rulesFor(scopes);
    const known = lineFor.get(rules)?.[workClass];
    if (known) return known;
    const line = findLine(rules, workClass);
    lineFor.set(rules, { ...lineFor.get(rules), [workClass]: line });
    return line;
  };

  const linesOf = (scopes: Scopes): readonly WaitingLine[] => {
    const known = linesFor.get(scopes);
    if (known) return known;
    const found = new Set(scopes.flatMap((scope) => [...(linesIn.get(scope) ?? [])]));
    linesFor.set(scopes, [...found]);
    return [...found];
  };

  return {
    waitFor: (request, options) => lineOf(request).waitFor(request, options),
    wake(scopes) {
      for (const line of linesOf(scopes)) line.wake();
    },
    isAwaited: (scopes) => linesOf(scopes).some((line) => line.isAwaited),
  };
}
