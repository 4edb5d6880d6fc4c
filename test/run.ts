import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * Every check of the repository in one run: lint, types, boundaries, then the tests. Ends with one
 * line `N passed, N failed`, in which each of the checks counts as one.
 */
const { values } = parseArgs({
  options: {
    /** Lint, types, boundaries and the tests that need no server. */
    check: { type: "boolean", default: false },
    /** The long forms as well. */
    long: { type: "boolean", default: false },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));

const checks = [
  ["lint", "biome", "check", "--config-path=infra/lint.json", "--error-on-warnings", "."],
  ["types", "tsc", "-p", "."],
  ["types of the page", "tsc", "-p", "services/console"],
  ["boundaries", "turbo", "boundaries"],
] as const;

let passed = 0;
let failed = 0;
for (const [name, command, ...args] of checks) {
  const isOk = (await run(command, args)) === 0;
  process.stdout.write(`${name} ${isOk ? "passed" : "FAILED"}\n`);
  if (isOk) passed += 1;
  else failed += 1;
}

const counts = await runTests();
passed += counts.passed;
failed += counts.failed;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && counts.passed > 0 ? 0 : 1;

async function runTests(): Promise<{ passed: number; failed: number }> {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-report-"));
  const report = join(folder, "report.json");
  const exitCode = await run(
    "vitest",
    [
      "run",
      "--config",
      "test/vitest.config.ts",
      "--reporter=default",
      "--reporter=json",
      `--outputFile=${report}`,
    ],
    { FIELDWORK_TESTS: values.long ? "long" : values.check ? "unit" : "all" },
  );
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
      await readFile(report, "utf8"),
    );
    // A file that could not be loaded fails without a failed test.
    const isSilentFailure = exitCode !== 0 && numFailedTests === 0;
    return {
      passed: numPassedTests,
      failed: isSilentFailure ? Math.max(1, numFailedTestSuites) : numFailedTests,
    };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", command), args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      // biome-ignore lint/style/noProcessEnv: the children run in our environment.
      env: { ...process.env, DO_NOT_TRACK: "1", ...env },
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
