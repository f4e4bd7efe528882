type Values = Readonly<Record<string, unknown>>;

/** What Pulumi hands in, without the line that led here: what a hook of ours gave it before, which is why it has that type. */
export function incoming<Given extends object = Values>(values: Values | undefined): Given {
  const { __provider, ...rest } = values ?? {};
  return rest as Given;
}
