import { createTestLine } from "../support/test-line.ts";
import { describeWriteOrders } from "./suites/write-orders.ts";

describeWriteOrders("embedded", createTestLine);
