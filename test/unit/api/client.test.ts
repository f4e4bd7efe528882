import { describe, expect, test } from "vitest";
import type { ArraylakeClient } from "../../../provider/api/client";
import { AddressError, AnswerError } from "../../../provider/api/errors";
import type { Transport } from "../../../provider/api/transport";
import { bytes } from "../helpers/clock";
import { answering, connect, emulate, failure } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { s3Input } from "../helpers/samples";

/** A service that answers every page by its number, and how many it was asked for. */
function paging(answer: (page: number) => object) {
  let asked = 0;
  const transport: Transport = {
    exchange: async ({ url }) => {
      asked++;
      const page = Number(new URL(url).searchParams.get("page"));
      return { status: 200, headers: {}, body: bytes([Buffer.from(JSON.stringify(answer(page)))]) };
    },
    close: async () => {},
  };
  const { client } = connect("http://127.0.0.1:1", { transport });
  return { client, asked: () => asked };
}

const repo = (number: number) => ({ _id: `id-${number}`, name: `repo-${number}` });
const read = (number: number) => ({ id: `id-${number}`, name: `repo-${number}` });

describe("the repos of an organisation", () => {
  test("come from every page", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme");
    for (let index = 0; index < 201; index++) emulator.putRepo("acme", { name: `repo-${index}`, bucketId: id });
    emulator.ghostRepo("acme", "repo-0");
    const { client } = connect(emulator.url);
    expect(await client.listRepos("acme", false)).toHaveLength(200);
    expect(await client.listRepos("acme", true)).toHaveLength(201);
    expect(emulator.calls().map(({ query }) => query.page)).toEqual(["1", "2", "1", "2", "3"]);
  });

  test("come from pages that don't say how many there are, until one brings none", async () => {
    const { client, asked } = paging((page) => ({ items: page <= 3 ? [repo(page)] : [] }));
    expect(await client.listRepos("acme", true)).toEqual([read(1), read(2), read(3)]);
    expect(asked()).toBe(4);
  });

  test.each([
    ["that don't say how many there are", {}],
    ["that say nothing of how many there are", { pages: null }],
    ["that promise more than there are", { pages: 1_000_000 }],
  ])("come once from a service that gives the same page for ever, of pages %s", async (_, more) => {
    const { client, asked } = paging(() => ({ items: [repo(1), repo(2)], ...more }));
    expect(await client.listRepos("acme", true)).toEqual([read(1), read(2)]);
    expect(asked()).toBe(2);
  });

  test("are told apart by their names where they have no ids", async () => {
    const { client } = paging((page) => ({ items: page <= 2 ? [{ name: `repo-${page}` }, { name: "same" }] : [] }));
    expect(await client.listRepos("acme", true)).toEqual([{ name: "repo-1" }, { name: "same" }, { name: "repo-2" }]);
  });

  test("are told apart by any of their ids", async () => {
    const items = [{ id: "1" }, { id: "2" }, { _id: "3" }, { _id: "4" }].map((ids) => ({ ...ids, name: "same" }));
    const { client } = paging((page) => ({ items: page === 1 ? items : [] }));
    expect(await client.listRepos("acme", true)).toEqual(["1", "2", "3", "4"].map((id) => ({ id, name: "same" })));
  });

  test("count one by one where neither their ids nor their names can be read", async () => {
    const { client } = paging(() => ({ items: [{ name: 5 }, null], pages: 2 }));
    expect(await client.listRepos("acme", true)).toHaveLength(4);
  });

  test("end with an error where each page brings new ones without end: nothing can be decided by them", async () => {
    const { client, asked } = paging((page) => ({ items: [repo(page)] }));
    const error = await failure(client.listRepos("acme", true));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error.message).toMatch(/^Arraylake's list of the repos of 'acme' doesn't end/);
    expect(asked()).toBe(10_000);
  });
});

describe("each part of a path", () => {
  test("is encoded, so that none reaches another endpoint", async () => {
    const { url, seen } = await answering(200, {}, "[]");
    const { client } = connect(`${url}/base//`);
    await client.listBuckets("a/b?c#d e%/../ü");
    await client.deleteBucket("acme", "../../user");
    expect(seen.map(({ url: path }) => path)).toEqual([
      "/base/orgs/a%2Fb%3Fc%23d%20e%25%2F..%2F%C3%BC/buckets",
      "/base/orgs/acme/buckets/..%2F..%2Fuser",
    ]);
  });

  const CALLS: [string, (client: ArraylakeClient, name: string) => Promise<unknown>][] = [
    ["the organisation of a list", (client, name) => client.listBuckets(name)],
    ["the organisation of a new one", (client, name) => client.createBucket(name, normalForm(s3Input(), "acme"))],
    ["the organisation of repos", (client, name) => client.listRepos(name, true)],
    ["the id of a look-up", (client, name) => client.getBucket("acme", name)],
    ["the id of a rename", (client, name) => client.renameBucket("acme", name, "new")],
    ["the id of a deletion", (client, name) => client.deleteBucket("acme", name)],
    ["the id of a look for repos", (client, name) => client.listReposOfBucket("acme", name)],
    ["the id of a default", (client, name) => client.setDefaultBucket("acme", name)],
  ];

  test.each(CALLS)("that would lead to another address is never sent, as %s", async (_, call) => {
    const { url, seen } = await answering(200, {}, "[]");
    const { client } = connect(url);
    for (const name of [".", "..", "", "\ud800", "a\udc00b"]) {
      const error = await failure((async () => call(client, name))());
      expect(error).toBeInstanceOf(AddressError);
      expect(error.message).toMatch(/^".*" can't be the name of an organisation or the id of a BucketConfig/);
    }
    expect(seen).toEqual([]);
  });
});

test("the token's owner is asked for by its own address, and may have none", async () => {
  const emulator = await emulate();
  emulator.fail({ kind: "status", status: 200, body: { email: null }, path: "/user" });
  const { client } = connect(emulator.url);
  expect(await client.ownEmail()).toBeUndefined();
  expect(await client.ownEmail()).toMatch(/@/);
  expect(emulator.calls().map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /user", "GET /user"]);
});
