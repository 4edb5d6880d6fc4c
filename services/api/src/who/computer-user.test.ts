import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { computerUser } from "./computer-user.ts";

test("the computer's user is told by name, or by number where there is none", () => {
  expect(computerUser()).toBe(userInfo().username);
  const nameless = () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  };
  expect(computerUser(nameless)).toBe(`uid-${process.getuid?.()}`);
});
