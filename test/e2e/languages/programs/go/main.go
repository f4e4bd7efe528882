// A BucketConfig with a role, which is the organisation's default, and what Arraylake then says of it.
package main

import (
	"example.com/pulumi-arraylake/sdk/go/arraylake"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		era5, err := arraylake.NewBucketConfig(ctx, "era5", &arraylake.BucketConfigArgs{
			Nickname:    pulumi.String(settings.Require("nickname")),
			Uri:         pulumi.String(settings.Require("uri")),
			ExtraConfig: pulumi.Map{"regionName": pulumi.String("us-east-1")},
			AuthConfig: arraylake.AwsCustomerManagedRoleAuthArgs{
				Method:             pulumi.String("aws_customer_managed_role"),
				ExternalCustomerId: pulumi.String("123456789012"),
				ExternalRoleName:   pulumi.String("arraylake"),
				SharedSecret:       settings.RequireSecret("externalId"),
			},
		})
		if err != nil {
			return err
		}
		_, err = arraylake.NewDefaultBucketConfig(ctx, "default", &arraylake.DefaultBucketConfigArgs{
			BucketConfigId: era5.ID(),
		})
		if err != nil {
			return err
		}
		found := arraylake.LookupBucketConfigOutput(ctx, arraylake.LookupBucketConfigOutputArgs{Id: era5.ID()})
		ctx.Export("uri", era5.Uri)
		ctx.Export("found", found.Nickname())
		return nil
	})
}
