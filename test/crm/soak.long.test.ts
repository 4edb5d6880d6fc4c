import { describeSoak } from "./soak/describe-soak.ts";

describeSoak({
  ...{ records: 200_000, seconds: 300, edits: 100, secondMs: 100, timeoutMs: 3_600_000 },
});
