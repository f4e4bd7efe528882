type Values = Readonly<Record<string, unknown>>;

/** What a resource's class adds to the inputs of what may be taken over: Pulumi tells a dynamic provider of no preview. */
export const IN_PREVIEW = { __preview: true };

export function isInPreview(values: Values): boolean {
  return values.__preview === true;
}

/** What Pulumi hands in, without what the class added: what a hook of ours gave it before, which is why it has that type. */
export function incoming<Given extends object = Values>(values: Values | undefined): Given {
  const { __provider, __preview, ...rest } = values ?? {};
  return rest as Given;
}
