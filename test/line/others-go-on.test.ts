import { createTestLine } from "../support/test-line.ts";
import { describeOthersGoOn } from "./suites/others-go-on.ts";

describeOthersGoOn("embedded", createTestLine);
