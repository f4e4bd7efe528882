import * as pulumi from "@pulumi/pulumi";
import { isSecretAuthField } from "../model/auth-methods";

/**
 * An auth config whose secrets are Pulumi secrets, whether or not the user marked them. One whose fields are not known
 * beforehand (an output, a promise) becomes a secret as a whole.
 */
export function markedAuthConfig<Auth>(authConfig: pulumi.Input<Auth>): pulumi.Input<Auth> {
  const isOpen =
    typeof authConfig === "object" &&
    authConfig !== null &&
    !pulumi.Output.isInstance(authConfig) &&
    !(authConfig instanceof Promise);
  if (!isOpen) return pulumi.secret(authConfig) as pulumi.Input<Auth>;
  const marked = Object.entries(authConfig).map(([field, value]) => [
    field,
    isSecretAuthField(field) ? pulumi.secret(value) : value,
  ]);
  return Object.fromEntries(marked) as pulumi.Input<Auth>;
}
