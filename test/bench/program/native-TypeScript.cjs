// @ts-check
// The SDK that Pulumi makes of the plugin's schema.
exports.BucketConfig = require("pulumi-arraylake-sdk").BucketConfig;
