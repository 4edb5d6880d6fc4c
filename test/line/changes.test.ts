import { createTestLine } from "../support/test-line.ts";
import { describeChanges } from "./suites/changes.ts";

describeChanges("embedded", createTestLine);
