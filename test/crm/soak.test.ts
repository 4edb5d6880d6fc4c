import { describeSoak } from "./soak/describe-soak.ts";

describeSoak({ records: 2000, seconds: 75, edits: 10, secondMs: 20, timeoutMs: 60_000 });
