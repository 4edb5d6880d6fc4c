import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const packages = ["chromium", "fonts-noto-core"];

/**
 * A Chromium: that of `CHROMIUM_PATH`, or one that is installed, or Debian's, which it installs where it may.
 *
 * @throws Error that says how to get one.
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  const found = env.CHROMIUM_PATH ?? installed(env);
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const options = {
      stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[],
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    };
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync(
      "apt-get",
      ["install", "-y", "-q", "--no-install-recommends", ...packages],
      options,
    );
    const now = installed(env);
    if (now !== undefined) return now;
  }
  throw new Error(
    "the tests of the console need Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH",
  );
}

export const chromiumArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  ...[
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
  ],
];

function installed({ PATH = "" }: Readonly<Record<string, string | undefined>>) {
  const onPath = names.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name)));
  return [...onPath, ...applications].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
