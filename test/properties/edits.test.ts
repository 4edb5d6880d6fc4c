import { describeAllEdits } from "./edits/describe-all-edits.ts";

// New worlds each time, many more in the long tests.
describeAllEdits({ worlds: 300, timeoutMs: 120_000 });
