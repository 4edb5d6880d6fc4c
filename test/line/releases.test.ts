import { createTestLine } from "../support/test-line.ts";
import { describeReleases } from "./suites/releases.ts";

describeReleases("embedded", createTestLine);
