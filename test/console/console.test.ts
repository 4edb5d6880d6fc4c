import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestConsole,
  lookAt,
  type TestConsole,
  type Visit,
} from "../support/test-console.ts";
import { createTestLine, type TestLine } from "../support/test-line.ts";

/** The console in a real browser, on a whole line in one process. */

let line: TestLine;
let served: TestConsole;
let ann: Visit;

beforeAll(async () => {
  line = await createTestLine();
  await line.hubspot.create("companies", [
    {
      name: "Borealis Wind",
      description: "Operates wind farms and sells electricity to households. Founded in 1990.",
    },
  ]);
  served = await createTestConsole(line);
  await line.drained();
  ann = await served.signIn();
}, 60_000);

afterAll(async () => {
  await served?.stop();
  await line?.stop();
});

describe("signing in", () => {
  test("by the link of one's own machine works once, and needs no password", async () => {
    const link = await served.link();
    const one = await served.visit();
    await one.page.goto(link);
    await one.page.getByRole("button", { name: "Go to the console" }).click();
    await one.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    expect(one.page.url()).toBe(`${served.url}/`);
    const other = await served.visit();
    await other.page.goto(link);
    await other.page.getByRole("heading", { name: "This link does not work" }).waitFor();
    expect(await lookAt(other, "link-used")).toEqual([]);
    expect([...one.faults(), ...other.faults()]).toEqual([]);
    await Promise.all([one.context.close(), other.context.close()]);
  });

  test("by password says what is wrong, at the address that was wanted", async () => {
    const visit = await served.visit();
    const { page } = visit;
    await page.goto(`${served.url}/settings`);
    await page.getByLabel("E-mail address").fill("eve@acme.example");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("the e-mail address or the password is wrong").waitFor();
    expect(await lookAt(visit, "sign-in")).toEqual([]);
    expect(page.url()).toBe(`${served.url}/settings`);
    expect(visit.faults()).toEqual([]);
    await visit.context.close();
  });

  test("ends on every open tab once the session is ended elsewhere", async () => {
    const other = await served.signIn();
    const second = await other.context.newPage();
    await second.goto(`${served.url}/settings`);
    await second.getByText("This one").waitFor();
    await ann.page.goto(`${served.url}/settings`);
    await ann.page.getByText("This one").waitFor();
    const others = ann.page
      .locator("tbody tr", { hasNot: ann.page.getByText("This one") })
      .getByRole("button", { name: "End" });
    for (let left = await others.count(); left > 0; left--) {
      await others.first().click();
      await eventually(async () => expect(await others.count()).toBe(left - 1));
    }
    for (const tab of [other.page, second])
      await tab.getByRole("heading", { name: "Sign in" }).waitFor();
    await other.context.close();
  });
});

describe("the pages", () => {
  test("home tells what needs somebody", async () => {
    await ann.page.goto(served.url);
    await ann.page.getByText("Nothing needs you now").waitFor();
    expect(await lookAt(ann, "home")).toEqual([]);
  });

  test("settings show where one is signed in", async () => {
    await ann.page.goto(`${served.url}/settings`);
    await ann.page.getByText("This one").waitFor();
    expect(await lookAt(ann, "settings")).toEqual([]);
  });

  test("nothing of it was refused by the content policy or logged as an error", () => {
    expect(ann.faults()).toEqual([]);
  });
});
