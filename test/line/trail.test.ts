import { createTestLine } from "../support/test-line.ts";
import { describeTrail } from "./suites/trail.ts";

describeTrail("embedded", createTestLine);
