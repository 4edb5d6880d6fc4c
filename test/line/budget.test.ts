import { createTestLine } from "../support/test-line.ts";
import { describeBudget } from "./suites/budget.ts";

describeBudget("embedded", createTestLine);
