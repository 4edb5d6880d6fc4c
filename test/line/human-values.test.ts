import { createTestLine } from "../support/test-line.ts";
import { describeHumanValues } from "./suites/human-values.ts";

describeHumanValues("embedded", createTestLine);
