import { createTestLine } from "../support/test-line.ts";
import { describeWhoseFailure } from "./suites/whose-failure.ts";

describeWhoseFailure("embedded", createTestLine);
