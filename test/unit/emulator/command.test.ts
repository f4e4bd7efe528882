import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { registerEmulator } from "../../../provider/cli/emulator";
import { isOurCommandAlone } from "../../../provider/cli/npm-parents";
import { s3 } from "./support";

afterEach(() => vi.restoreAllMocks());

function captured(stream: NodeJS.WriteStream): string[] {
  const lines: string[] = [];
  vi.spyOn(stream, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

function program(): Command {
  const command = new Command().exitOverride();
  registerEmulator(command);
  for (const sub of command.commands) sub.exitOverride();
  return command;
}

async function ended(url: string | undefined): Promise<void> {
  process.emit("SIGTERM");
  const isUp = () =>
    fetch(`${url}/user`).then(
      () => true,
      () => false,
    );
  await expect.poll(isUp).toBe(false);
  process.removeAllListeners("SIGINT");
}

test("the command says where it listens on its first line, says that it is a test double, and ends on SIGTERM", async () => {
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  await program().parseAsync(["emulator", "--org", "one", "--org", "two", "--token", "ema_mine"], { from: "user" });
  const url = /^Arraylake emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(out.join(""))?.[1];
  expect(err.join("")).toContain("test double");
  expect(err.join("")).toContain(`ARRAYLAKE_SERVICE__URI=${url}`);
  expect(err.join("")).not.toContain("ema_mine");
  const orgs = await fetch(`${url}/user/orgs`, { headers: { authorization: "Bearer ema_mine" } });
  expect(((await orgs.json()) as { name: string }[]).map(({ name }) => name)).toEqual(["one", "two"]);
  await ended(url);
});

test("repos that it is told of come with their BucketConfigs, and it says which it waits for", async () => {
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  const flags = ["--org", "acme", "--org", "nimbus", "--repo", "acme/climate=era5", "--repo", "nimbus/weather=gfs"];
  await program().parseAsync(["emulator", ...flags], { from: "user" });
  const url = /listening on (\S+)/.exec(out.join(""))?.[1];
  expect(err.join("")).toContain("acme/climate (era5), nimbus/weather (gfs)");
  const headers = { authorization: "Bearer ema_emulator" };
  for (const [org, body] of Object.entries({ acme: s3(), nimbus: s3({ nickname: "gfs" }) }))
    await fetch(`${url}/orgs/${org}/buckets`, { method: "POST", headers, body: JSON.stringify(body) });
  for (const [repo, nickname] of Object.entries({ "acme/climate": "era5", "nimbus/weather": "gfs" })) {
    const answer = await (await fetch(`${url}/repos/${repo}`, { headers })).json();
    expect(answer).toMatchObject({ bucket: { nickname } });
  }
  await ended(url);
});

test.each([
  ["'pulumi-arraylake'", true],
  ["pulumi-arraylake emulator --port 8090", true],
  ["PORT=1 NAME='x' ./node_modules/.bin/pulumi-arraylake emulator > log 2>&1", true],
  ["pulumi-arraylake emulator &", false],
  ["pulumi-arraylake emulator > log 2>&1 & wait-on tcp:8090", false],
  ["pulumi-arraylake emulator && true", false],
  ["pulumi-arraylake emulator; vitest", false],
  ["nohup pulumi-arraylake emulator", false],
  ["vitest", false],
  ["my-pulumi-arraylake emulator", false],
  [undefined, false],
])("the emulator follows an npm that runs %j: %s", (script, expected) => {
  expect(isOurCommandAlone(script)).toBe(expected);
});

const REPO_RULE = /is invalid\. It is NAME=NICKNAME, or ORG\/NAME=NICKNAME, such as climate=era5/;

test.each<[flag: string, value: string, message: RegExp]>([
  ["--port", "80x", /is invalid\. It is a whole number/],
  ["--port", "70000", /0 to 65535/],
  ["--host", "0.0.0.0", /Use 127\.0\.0\.1/],
  ...["climate", "=era5", "climate=", "acme/=era5", "/climate=era5", "a/b/c=era5", "climate=era5=gfs", ""].map(
    (value): [string, string, RegExp] => ["--repo", value, REPO_RULE],
  ),
  ["--repo", "-a=era5", /'-a'.*a repo name is of letters/],
  ["--repo", "nimbus/climate=era5", /'nimbus', which isn't there\. There is: acme\. Add --org nimbus/],
])("%s %s is an error that says what it is to be, not a start", async (flag, value, message) => {
  const err = captured(process.stderr);
  await expect(program().parseAsync(["emulator", flag, value], { from: "user" })).rejects.toThrow();
  expect(err.join("")).toMatch(/^error: /);
  expect(err.join("")).toMatch(message);
});
