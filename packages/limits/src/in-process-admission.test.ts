import { createInProcessAdmission } from "./in-process-admission.ts";
import { describeAdmission } from "./testing/contract-suite.ts";

describeAdmission(
  "in-process",
  async () => async (limits, nowMs) => createInProcessAdmission({ limits, nowMs }),
);
