import { createTestLine } from "../support/test-line.ts";
import { describeHiddenFields } from "./suites/hidden-fields.ts";

describeHiddenFields("embedded", createTestLine);
