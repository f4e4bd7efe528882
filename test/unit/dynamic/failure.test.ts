import { expect, test } from "vitest";
import { TransportError } from "../../../provider/api/errors";
import { expected, silenceEcho } from "../../../provider/dynamic/failure";
import { RefusalError } from "../../../provider/lifecycle/refusals";
import { SettingsError } from "../../../provider/lifecycle/settings";

test.each([
  new TransportError("No answer.", { sent: true }),
  new RefusalError("No."),
  new SettingsError(["No token."]),
])("%s reads as it is", (error) => {
  expect(expected(error).message).toBe(error.message);
});

test.each([
  [new TypeError("x is undefined"), "x is undefined"],
  ["thrown text", "thrown text"],
])("what nobody expected asks for a report", (thrown, text) => {
  expect(expected(thrown).message).toBe(`${text} (This was not expected of pulumi-arraylake: please report it.)`);
});

test("nothing but the message comes through: the host prints the rest, and takes an id for a created resource", () => {
  const error = expected(Object.assign(new RefusalError("No."), { id: "1", cause: new Error("secret") }));
  expect(Object.keys(error)).not.toContain("id");
  expect(error.cause).toBeUndefined();
  expect(`${error}: ${error.stack}`).not.toContain("No.");
});

test("the line that Pulumi's host prints besides the message is silent, and no other line is", () => {
  const printed: unknown[][] = [];
  const console = { error: (...words: unknown[]) => void printed.push(words) };
  silenceEcho(console);
  const error = expected(new Error("no"));
  console.error(`${error}: ${error.stack}`);
  console.error("another", error);
  console.error("another");
  expect(printed).toEqual([["another", error], ["another"]]);
});
