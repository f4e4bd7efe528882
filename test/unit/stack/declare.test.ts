import * as pulumi from "@pulumi/pulumi";
import { expect, test, vi } from "vitest";
import { declare } from "../../../provider/stack/declare";

test("a declarative stack hands its settings on as they are written, so that none is read as another one", async () => {
  const made: pulumi.runtime.MockResourceArgs[] = [];
  const newResource = (resource: pulumi.runtime.MockResourceArgs) => {
    made.push(resource);
    return { id: resource.name, state: resource.inputs };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "storage", "dev");
  const written = { "arraylake:timeoutSeconds": "5 minutes", "arraylake:allowHttp": "TRUE" };
  pulumi.runtime.setAllConfig(written);
  declare({ bucketConfigs: {}, defaultBucketConfig: undefined, doubts: [] });
  await vi.waitFor(() => expect(made).toHaveLength(1));
  expect(made[0]).toMatchObject({ type: "pulumi:providers:pulumi-nodejs", inputs: written });
});
