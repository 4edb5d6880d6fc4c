import { join } from "node:path";
import { createMappings } from "@fieldwork/crm";
import type { Findings, RunCrms } from "@fieldwork/embedded";
import { heldBackLabels } from "@fieldwork/simulators";
import { findIndustryAgreement, type IndustryAgreement } from "./agreement.ts";
import { createSimulatedCrms, simulatedNames } from "./simulated-crms.ts";
import { whatToTry } from "./what-to-try.ts";

/** Two simulated CRMs with real companies and, by default, 1,800 companies and contacts in all. */
export function createDemoCrms(records: number | undefined): RunCrms {
  let simulated: ReturnType<typeof createSimulatedCrms> | undefined;
  return {
    name: "demo",
    identity: [null, ...(records === undefined ? [] : [records])],
    description: "simulated Salesforce and HubSpot with real companies",
    writes: true,
    connectionNames: simulatedNames,
    backfills: { ramp: [25], restMinutes: 0 },
    mappings: createMappings([]),
    async open(dir, start) {
      simulated = await start(createSimulatedCrms(join(dir, "simulators"), records));
      return simulated.connections();
    },
    async deployOutputs(adapters, outputs) {
      await simulated?.deployOutputs(adapters, outputs);
    },
    async assess(reader, enrichments) {
      const labels = heldBackLabels();
      return findingsOf(await findIndustryAgreement(reader, { enrichments, labels }));
    },
    whatToTry: async (reader) => (simulated ? whatToTry(reader, simulated) : []),
  };
}

function findingsOf(industry: IndustryAgreement | undefined): Findings {
  return {
    json: { agreement: { industry: industry ?? null } },
    lines: industry ? agreementLines(industry) : [],
  };
}

function agreementLines(industry: IndustryAgreement): [string, string][] {
  const share = ({ agree, of }: { agree: number; of: number }) =>
    `${agree} of ${of} (${of === 0 ? "-" : (agree / of).toFixed(3)})`;
  return [
    [
      "Industry",
      `agrees with the held-back label: best guess ${share(industry.bestGuess)}, written ${share(industry.written)}`,
    ],
    [
      "",
      `for comparison: commonest class ${industry.commonestShare.toFixed(3)}, nearest-neighbour vote ${industry.nearestNeighbourShare.toFixed(3)}`,
    ],
  ];
}
