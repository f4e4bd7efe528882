import type { CustomResource, Unwrap } from "@pulumi/pulumi";
import type { z } from "zod";
import type * as face from "../../../provider/bucket-config";
import type { BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import type { AUTH_METHODS, AuthConfigOf, MethodName } from "../../../provider/model/auth-methods";
import type { KnownSettings } from "../../../provider/model/extra-config";
import type { FIELDS } from "../../../provider/model/fields";
import type { Platform } from "../../../provider/model/platforms";
import type { ProviderSettingValues } from "../../../provider/model/provider-settings";
import type { bucketConfigSchema } from "../../../provider/model/schema";
import type { ProviderArgs } from "../../../provider/provider";

// The tables decide what is taken, and the interfaces repeat them for editors and for the reference. The compiler alone reads
// this file: where one of the two has what the other lacks, or has it otherwise, it names the fields.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Only<Fields, Name> = Name extends keyof Fields ? { [Each in Name]: Fields[Name] } : "none";
type IsOptional<Fields, Name> = Name extends keyof Fields ? (object extends Pick<Fields, Name> ? true : false) : "none";

/** The names of the fields that only one of two types has, or that are of another type in it, or optional in it alone. */
type Differing<A, B> = {
  [Name in keyof A | keyof B]: [Same<Only<A, Name>, Only<B, Name>>, IsOptional<A, Name>] extends [
    true,
    IsOptional<B, Name>,
  ]
    ? never
    : Name;
}[keyof A | keyof B];

/** The names that only one of two has. */
type Apart<A, B> = Exclude<A, B> | Exclude<B, A>;

type None<Names extends never> = Names;

/** What of a type has a name: without an index signature. */
type Named<Fields> = { [Name in keyof Fields as string extends Name ? never : Name]: Fields[Name] };

/** The fields alone, each with whether it is optional. */
type Shape<Fields> = { [Name in keyof Fields]: true };

/** The interface whose `method` has this value. */
type InterfaceOf<Method, Auth = Unwrap<face.AuthConfig>> = Auth extends { method: infer Taken }
  ? Method extends Taken
    ? Auth
    : never
  : never;

type OfMethods = {
  [Method in MethodName]: [InterfaceOf<Method>] extends [never]
    ? Method
    : `${Method}.${string & Differing<AuthConfigOf<Method>, InterfaceOf<Method>>}`;
}[MethodName];

type Schema = z.input<typeof bucketConfigSchema>;

/** What says a location in either way. */
type Place = "uri" | "platform" | "name" | "prefix";

type MethodNames = MethodName | (typeof AUTH_METHODS)[MethodName]["formerly"][number];

export type Held = [
  None<OfMethods>,
  None<Apart<MethodNames, face.AuthConfig["method"]>>,
  None<Differing<KnownSettings, Named<Unwrap<face.ExtraConfig>>>>,
  None<Apart<Platform, face.Platform>>,
  None<Differing<ProviderSettingValues, Unwrap<ProviderArgs>>>,
  None<Differing<Omit<Shape<Schema>, Place>, Shape<face.BucketConfigCommonArgs>>>,
  None<Apart<keyof Schema, keyof face.BucketConfigInPartsArgs>>,
  None<Apart<keyof Schema, keyof face.BucketConfigAtUriArgs>>,
  // The normal form has every field but what only leads to it.
  None<Apart<keyof typeof FIELDS | "uri" | "adopt", keyof Schema>>,
  None<Apart<keyof BucketConfigState, Exclude<keyof face.BucketConfig, keyof CustomResource>>>,
];
