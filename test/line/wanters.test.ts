import { createTestLine } from "../support/test-line.ts";
import { describeWanters } from "./suites/wanters.ts";

describeWanters("embedded", createTestLine);
