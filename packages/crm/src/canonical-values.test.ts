import { cpuMsOf } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  canonicalDate,
  canonicalDecimal,
  canonicalText,
  canonicalTime,
  domainFrom,
} from "./canonical-values.ts";

describe("canonicalText", () => {
  test.each([
    ["", null],
    [null, null],
    [undefined, null],
    ["#N/A", "#N/A"],
    ["null", "null"],
    ["wind\0farms", "windfarms"],
    ["\0", null],
    ["Sol \uD83D", "Sol \uFFFD"],
    ["Sol \u{1F31E}\u200D", "Sol \u{1F31E}\u200D"],
    [" a\r\nb ", " a\r\nb "],
    [42, "42"],
    [950000000.0, "950000000"],
    [1e21, "1000000000000000000000"],
    [false, "false"],
  ])("%j is %j", (value, expected) => {
    expect(canonicalText(value)).toBe(expected);
  });
});

describe("canonicalTime", () => {
  test.each([
    ["2020-10-22T21:03:23.000+0000", "2020-10-22T21:03:23.000Z"],
    ["2020-10-22T23:03:23.000+0200", "2020-10-22T21:03:23.000Z"],
    ["2023-10-22T06:25:12.000Z", "2023-10-22T06:25:12.000Z"],
    ["2021-02-23T20:54:38.46Z", "2021-02-23T20:54:38.460Z"],
    ["2021-02-23T20:54:38Z", "2021-02-23T20:54:38.000Z"],
    ["2021-02-23T20:54:38.554000+00:00", "2021-02-23T20:54:38.554Z"],
    ["1614113678554", "2021-02-23T20:54:38.554Z"],
  ])("%s is %s", (text, expected) => {
    expect(canonicalTime(text)).toBe(expected);
  });

  test.each(["2021-02-23", "", "yesterday", "2021-02-23T20:54:38", "2021-13-45T00:00:00Z"])(
    "%j is no instant",
    (text) => {
      expect(canonicalTime(text)).toBeUndefined();
    },
  );
});

describe("on a computer whose clock is in", () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each(["America/Los_Angeles", "Pacific/Auckland"])(
    "crm-40: %s, no day and no instant is shifted",
    (zone) => {
      vi.stubEnv("TZ", zone);
      expect(new Date(0).getTimezoneOffset()).not.toBe(0);
      expect(canonicalDate("2026-03-01")).toBe("2026-03-01");
      expect(canonicalDate("1772323200000")).toBe("2026-03-01");
      expect(canonicalDate("2026-03-01T00:00:00.000Z")).toBe("2026-03-01");
      expect(canonicalTime("2026-03-01T02:00:00.000+0000")).toBe("2026-03-01T02:00:00.000Z");
      expect(canonicalTime("1772323200000")).toBe("2026-03-01T00:00:00.000Z");
    },
  );
});

describe("canonicalDecimal", () => {
  test.each([
    ["5000.00", "5000"],
    ["3000", "3000"],
    ["950000000.0", "950000000"],
    ["+007.50", "7.5"],
    ["-0.0", "0"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1.5E3", "1500"],
    ["1.5e-3", "0.0015"],
    ["9007199254740993", "9007199254740993"],
    ["90071992547409.93", "90071992547409.93"],
  ])("%s is %s", (text, expected) => {
    expect(canonicalDecimal(text)).toBe(expected);
  });

  test.each(["23.345.567,23", "5,333,222", "", ".", "e5", "about 50", "Infinity"])(
    "%j is no number and stays",
    (text) => {
      expect(canonicalDecimal(text)).toBe(text);
    },
  );

  test("leaves alone what is too long for a number, at once", () => {
    const digits = `0.${"0".repeat(1_000_000)}1`;
    const check = () => expect(canonicalDecimal(digits)).toBe(digits);
    expect(cpuMsOf(check)).toBeLessThan(100);
  });

  test("crm-14: spells a number one way, and keeps its value", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const canonical = canonicalDecimal(String(number));
        expect(canonicalDecimal(canonical)).toBe(canonical);
        expect(Number(canonical)).toBe(number === 0 ? 0 : number);
        expect(canonical).not.toMatch(/e|\.\d*0$|^0\d/i);
      }),
    );
  });
});

describe("domainFrom", () => {
  test.each([
    ["Daxtarity.com", "daxtarity.com"],
    ["www.universityofarizona.com", "universityofarizona.com"],
    ["https://EXAMPLE.com:443/path?q=a@b.c", "example.com"],
    ["//example.com/x", "example.com"],
    ["http://user:secret@Example.co.uk./", "example.co.uk"],
    ["https://räksmörgås.se", "xn--rksmrgs-5wao1o.se"],
    ["Anna.Berg@Firma.SE", "firma.se"],
    ["mailto:info@firma.se", "firma.se"],
    ["www.com", "www.com"],
  ])("%s is at %s", (text, expected) => {
    expect(domainFrom(text)).toBe(expected);
  });

  test.each(["www.expressl&t.net", "n/a", "localhost", "127.0.0.1", "", "a b.com", "-x.com"])(
    "%j holds no domain",
    (text) => {
      expect(domainFrom(text)).toBeNull();
    },
  );
});
