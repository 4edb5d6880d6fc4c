import { createTestLine } from "../support/test-line.ts";
import { describeOddText } from "./suites/odd-text.ts";

describeOddText("embedded", createTestLine);
