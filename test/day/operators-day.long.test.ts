import { afterAll, beforeAll } from "vitest";
import { createFaultLine, type FaultLine } from "../faults/fault-line.ts";
import { createDayCompanies } from "./day-companies.ts";
import { describeEmbeddedDay } from "./describe-embedded-day.ts";
import { describeProductionDay } from "./describe-production-day.ts";

const companies = 20_000;
let line: FaultLine;

describeEmbeddedDay({ companies, timeoutMs: 1_200_000 });

beforeAll(async () => {
  line = await createFaultLine(({ hubspot }) => createDayCompanies(hubspot, companies));
}, 240_000);

afterAll(() => line?.stop(), 60_000);

describeProductionDay(() => line, { companies, timeoutMs: 1_200_000 });
