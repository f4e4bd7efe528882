import { describe, expect, test } from "vitest";
import { AnswerError, StatusError, TransportError } from "../../../provider/api/errors";
import { delayBefore, mayRetry, parseRetryAfter, RETRY_LIMITS } from "../../../provider/api/retry";

const status = (code: number, retryAfter?: number, method = "GET") =>
  new StatusError({ method, path: "/x", status: code, words: "", retryAfter });
const lost = new TransportError("lost", { sent: true });
const unreadable = new AnswerError("unreadable");

describe("what may be tried again", () => {
  const rows: [string, string[]][] = [
    ["429", ["GET", "PATCH", "DELETE", "POST"]],
    ["502", ["GET", "PATCH", "DELETE", "POST"]],
    ["503", ["GET", "PATCH", "DELETE", "POST"]],
    ["504", ["GET", "PATCH", "DELETE", "POST"]],
    ["500", ["GET"]],
    ["301", []],
    ["400", []],
    ["401", []],
    ["403", []],
    ["404", []],
    ["408", []],
    ["409", []],
    ["422", []],
    ["501", []],
  ];

  test.each(rows)("%s: %j", (code, methods) => {
    const retried = ["GET", "PATCH", "DELETE", "POST"].filter((method) =>
      mayRetry(status(Number(code), undefined, method), 1, RETRY_LIMITS),
    );
    expect(retried).toEqual(methods);
  });

  test("a lost or unreadable answer", () => {
    for (const error of [lost, unreadable]) expect(mayRetry(error, 1, RETRY_LIMITS)).toBe(true);
  });

  test("as often as the official client: 15 tries, and 5 where no answer comes", () => {
    expect(mayRetry(status(503), 14, RETRY_LIMITS)).toBe(true);
    expect(mayRetry(status(503), 15, RETRY_LIMITS)).toBe(false);
    expect(mayRetry(lost, 4, RETRY_LIMITS)).toBe(true);
    expect(mayRetry(lost, 5, RETRY_LIMITS)).toBe(false);
  });
});

describe("how long to wait", () => {
  test("doubles from 0.1 s and ends at 10 s", () => {
    const waits = [1, 2, 3, 4, 7, 8, 9, 15].map((attempt) => delayBefore(attempt, status(503), () => 1));
    expect(waits).toEqual([100, 200, 400, 800, 6400, 10_000, 10_000, 10_000]);
  });

  test("has jitter, which at most halves it", () => {
    expect(delayBefore(1, lost, () => 0)).toBe(50);
    for (let run = 0; run < 100; run++) {
      const wait = delayBefore(2, lost);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThanOrEqual(200);
    }
  });

  test("is what the service asks for, where it does", () => {
    expect(delayBefore(9, status(429, 30_000))).toBe(30_000);
    expect(delayBefore(9, status(503, 0))).toBe(0);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-02-03T10:00:00Z");

  test.each([
    ["0", 0],
    ["3", 3000],
    [" 120 ", 120_000],
    ["1.5", 1500],
    ["Tue, 03 Feb 2026 10:00:30 GMT", 30_000],
    ["Tuesday, 03-Feb-26 10:00:30 GMT", 30_000],
    ["Tue Feb  3 10:00:30 2026 GMT", 30_000],
    ["Tue, 03 Feb 2026 09:59:00 GMT", 0],
  ])("%j is %i ms", (header, milliseconds) => {
    expect(parseRetryAfter(header, now)).toBe(milliseconds);
  });

  test.each([undefined, "", "  ", "soon", "soon 3", "-5", "5 minutes", "NaN", "1e3"])(
    "%j says nothing, so our own wait holds: a careless date would be no wait at all",
    (header) => {
      expect(parseRetryAfter(header, now)).toBeUndefined();
    },
  );
});
