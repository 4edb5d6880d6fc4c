export { describeCrmAdapter } from "./contract/adapter-contract.ts";
export { type CrmFault, type CrmFixture, contractOutputs } from "./contract/crm-fixture.ts";
export { describeMatchingReads } from "./contract/matching-contract.ts";
