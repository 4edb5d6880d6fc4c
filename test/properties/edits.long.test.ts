import { describeAllEdits } from "./edits/describe-all-edits.ts";

describeAllEdits({ worlds: 10_000, timeoutMs: 3_600_000 });
