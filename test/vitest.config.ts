import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const unit = ["{packages,services}/*/src/**/*.test.ts", "infra/**/*.test.ts", "test/**/*.test.ts"];
const needsServer = ["**/*.integration.test.ts", "test/**/*.test.ts"];
const long = ["**/*.long.test.ts"];
const asked = process.env.FIELDWORK_TESTS;

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: unit,
    exclude: [
      "**/node_modules/**",
      ...(asked === "long" ? [] : long),
      ...(asked === "unit" ? needsServer : []),
    ],
    globalSetup: ["test/global-setup.ts"],
    // Tests mostly wait for servers: on two cores, one worker would leave most of both idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
