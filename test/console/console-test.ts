import type { TestConsole, Visit } from "../support/test-console.ts";
import type { TestLine } from "../support/test-line.ts";

/** What all pages are tried on: one line, one browser, and somebody who may do everything. */
export interface ConsoleTest {
  line: TestLine;
  served: TestConsole;
  ann: Visit;
}
