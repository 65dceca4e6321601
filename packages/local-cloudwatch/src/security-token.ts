import { AwsError } from "./faults.ts";

const account = "000000000000";

/** STS's answer, as XML, to the two operations that the SDK's credential chain and the product use. */
export function securityTokenAnswer(action: string): string {
  const xmlns = `xmlns="https://sts.amazonaws.com/doc/2011-06-15/"`;
  if (action === "GetCallerIdentity") {
    return (
      `<GetCallerIdentityResponse ${xmlns}><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/demo</Arn>` +
      `<UserId>DEMO</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
    );
  }
  if (action === "AssumeRole") {
    return (
      `<AssumeRoleResponse ${xmlns}><AssumeRoleResult><Credentials><AccessKeyId>ASIADEMO</AccessKeyId>` +
      `<SecretAccessKey>demo</SecretAccessKey><SessionToken>demo</SessionToken>` +
      `<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
    );
  }
  throw new AwsError(400, "InvalidAction", `${action} is not served here.`);
}
