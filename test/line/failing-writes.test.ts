import { createTestLine } from "../support/test-line.ts";
import { describeFailingWrites } from "./suites/failing-writes.ts";

describeFailingWrites("embedded", createTestLine);
