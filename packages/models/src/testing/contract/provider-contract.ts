import { describe } from "vitest";
import { describeAnyStop, describeStops, describeTimeLimits } from "./abort-contract.ts";
import {
  describeAnswers,
  describeAnyAnswer,
  describeEnds,
  describeSameAnswers,
} from "./answer-contract.ts";
import { describeBrokenReplies, describeFailures, describeSecrets } from "./failure-contract.ts";
import {
  describeAnyKind,
  describeChecks,
  describeInvoices,
  describeKind,
} from "./kind-contract.ts";
import { describeModes } from "./mode-contract.ts";
import { openAtVendor, openProvider } from "./open-trial.ts";
import type { ProviderTrial, TrialVendor } from "./provider-trial.ts";

/** What every provider of models promises, tried against a vendor of its kind where it has one. */
export function describeModelProvider<Vendor extends TrialVendor>(
  name: string,
  trial: ProviderTrial<Vendor>,
): void {
  const { vendor } = trial;
  describe(`${name} provider`, () => {
    const open = async () => (vendor ? openAtVendor(trial, vendor) : openProvider(trial, {}));
    describeAnyAnswer(trial, open);
    describeAnyStop(trial, open);
    describeAnyKind(trial, open);
    if (vendor === undefined) return;
    describeAnswers(trial, vendor);
    describeSameAnswers(trial, vendor);
    describeEnds(trial, vendor);
    describeStops(trial, vendor);
    describeTimeLimits(trial, vendor);
    describeFailures(trial, vendor);
    describeBrokenReplies(trial, vendor);
    describeSecrets(trial, vendor);
    describeKind(trial, vendor);
    describeInvoices(trial, vendor);
    describeChecks(trial, vendor);
    describeModes(trial, vendor);
  });
}
