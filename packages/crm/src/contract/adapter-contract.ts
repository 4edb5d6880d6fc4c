import { describe } from "vitest";
import type { CreateFixture } from "./contract-steps.ts";
import { describeLostAnswers, describeOutages } from "./failure-contract.ts";
import { describeGuarding } from "./guarding-contract.ts";
import { describeCounting, describeMatching } from "./matching-contract.ts";
import { describeReading } from "./reading-contract.ts";
import { describeHistory, describeMovingRows, describeScans } from "./scan-contract.ts";
import { describeSchema } from "./schema-contract.ts";
import { describeWriting } from "./writing-contract.ts";

/** What every CRM adapter promises, tested against a CRM of its kind. */
export function describeCrmAdapter(name: string, create: CreateFixture): void {
  describe(`${name} adapter`, () => {
    describeReading(create);
    describeMatching(create);
    describeCounting(create);
    describeScans(create);
    describeHistory(create);
    describeMovingRows(create);
    describeWriting(create);
    describeGuarding(create);
    describeLostAnswers(create);
    describeOutages(create);
    describeSchema(create);
  });
}
