import { createTestLine } from "../support/test-line.ts";
import { describeHolds } from "./suites/holds.ts";

describeHolds("embedded", createTestLine);
