import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { BucketConfig, type BucketConfigArgs } from "../../provider/bucket-config";

/** A program with a BucketConfig, whose state is what is given here of its inputs. */
async function uriOf(args: BucketConfigArgs, state: (inputs: object) => object) {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs, name }) => ({ id: name, state: state(inputs) }),
    call: () => ({}),
  });
  const { uri } = new BucketConfig("era5", args);
  return new Promise((resolve) => void uri.apply(resolve));
}

const ARGS = { nickname: "era5", authConfig: { method: "anonymous" } } as const;
const PARTS = { platform: "s3", name: "lake", prefix: "era5" } as const;

test("a BucketConfig's uri is made of its parts, which a preview knows", async () => {
  const state = (inputs: object) => ({ ...inputs, ...PARTS });
  expect(await uriOf({ ...ARGS, ...PARTS }, state)).toBe("s3://lake/era5");
});

test("where something else than the provider makes its state, as the mocks of a unit test do, it is what that says", async () => {
  const same = (inputs: object) => inputs;
  expect(await uriOf({ ...ARGS, uri: "gs://lake/era5" }, same)).toBe("gs://lake/era5");
  expect(await uriOf({ ...ARGS, platform: "s3", name: "lake" }, same)).toBeUndefined();
});
