import { describeEmbeddedDay } from "./describe-embedded-day.ts";

describeEmbeddedDay({ companies: 20_000, timeoutMs: 1_200_000 });
