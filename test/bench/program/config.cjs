// @ts-check
// What every program declares, whatever it is written in.

/**
 * @template Secret
 * @param {number} index
 * @param {{ readonly nickname: string, readonly prefix: string }} declared
 * @param {(text: string) => Secret} secret
 */
exports.configOf = (index, { nickname, prefix }, secret) => ({
  org: "acme",
  nickname: `${nickname}-${index}`,
  platform: "s3",
  name: "acme-arrays",
  prefix: `${prefix}/${index}`,
  extraConfig: { regionName: "us-east-1" },
  authConfig: {
    method: "hmac",
    accessKeyId: secret(`AKID${index}`),
    secretAccessKey: secret(`secret-${index}`),
  },
});
