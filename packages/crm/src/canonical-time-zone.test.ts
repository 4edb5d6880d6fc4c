import { expect, test } from "vitest";
import { canonicalTimeZone } from "./canonical-time-zone.ts";

test.each([
  ["America/Los_Angeles", "America/Los_Angeles"],
  ["US/Eastern", "America/New_York"],
  ["us_slash_eastern", "America/New_York"],
  ["us_slash_pacific", "America/Los_Angeles"],
  ["america_slash_los_angeles", "America/Los_Angeles"],
  ["america_slash_argentina_slash_buenos_aires", "America/Argentina/Buenos_Aires"],
  ["america_slash_port_hyphen_au_hyphen_prince", "America/Port-au-Prince"],
  ["asia_slash_ho_chi_minh", "Asia/Ho_Chi_Minh"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Europe/Kiev", "Europe/Kyiv"],
  [" europe/stockholm ", "Europe/Stockholm"],
  ["GMT", "UTC"],
  ["utc", "UTC"],
])("crm-14: the time zone %s is %s", (text, zone) => {
  expect(canonicalTimeZone(text)).toBe(zone);
});

test.each(["PST", "+02:00", "Stockholm", "Mars/Olympus_Mons", "", "us_slash_", "/"])(
  "crm-14: %j names no time zone",
  (text) => {
    expect(canonicalTimeZone(text)).toBeUndefined();
  },
);

test("crm-14: every zone has one name, whichever way a vendor writes it", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const name = canonicalTimeZone(zone) ?? expect.unreachable(zone);
    const listed = name
      .toLowerCase()
      .replaceAll("/", "_slash_")
      .replace(/(?<=\D)-(?=\D)/g, "_hyphen_");
    expect(canonicalTimeZone(listed)).toBe(name);
    expect(canonicalTimeZone(name)).toBe(name);
  }
});
