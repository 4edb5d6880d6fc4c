import { describeEmbeddedDay } from "./describe-embedded-day.ts";

describeEmbeddedDay({ companies: 2000, timeoutMs: 240_000 });
