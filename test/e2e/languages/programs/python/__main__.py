"""A BucketConfig with a role, which is the organisation's default, and what Arraylake then says of it."""

import pulumi
import pulumi_arraylake as arraylake

config = pulumi.Config()

era5 = arraylake.BucketConfig(
    "era5",
    nickname=config.require("nickname"),
    uri=config.require("uri"),
    extra_config={"regionName": "us-east-1"},
    auth_config={
        "method": "aws_customer_managed_role",
        "external_customer_id": "123456789012",
        "external_role_name": "arraylake",
        "shared_secret": config.require_secret("externalId"),
    },
)
arraylake.DefaultBucketConfig("default", bucket_config_id=era5.id)

pulumi.export("uri", era5.uri)
pulumi.export("found", arraylake.get_bucket_config_output(id=era5.id).apply(lambda found: found.nickname))
