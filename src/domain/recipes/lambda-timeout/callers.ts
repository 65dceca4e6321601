/**
 * How long the services that call a Lambda function wait for it, in seconds, by the type of the resource that names it.
 * Source: the quotas in each service's developer guide. API Gateway's 29 s can be raised for some APIs; a template does
 * not say whether it was.
 */
export const waitingSeconds: ReadonlyMap<string, number> = new Map([
  ["AWS::ApiGateway::Method", 29],
  ["AWS::ApiGateway::RestApi", 29],
  ["AWS::ApiGateway::Authorizer", 29],
  ["AWS::Serverless::Api", 29],
  ["AWS::ApiGatewayV2::Integration", 29],
  ["AWS::ApiGatewayV2::Api", 29],
  ["AWS::ApiGatewayV2::Authorizer", 10],
  ["AWS::Serverless::HttpApi", 29],
  ["AWS::Serverless::WebSocketApi", 29],
  ["AWS::AppSync::DataSource", 30],
  ["AWS::AppSync::GraphQLApi", 10],
  ["AWS::Serverless::GraphQLApi", 30],
  ["AWS::Cognito::UserPool", 5],
  ["AWS::CloudFront::Distribution", 5],
  ["AWS::ElasticLoadBalancingV2::TargetGroup", 60],
  ["AWS::S3ObjectLambda::AccessPoint", 60],
  ["AWS::KinesisFirehose::DeliveryStream", 300],
  ["AWS::Lex::Bot", 30],
  ["AWS::Lex::BotAlias", 30],
]);

/** The same by the principal of a `AWS::Lambda::Permission`: the caller itself may stand in another template. */
export const principalSeconds: ReadonlyMap<string, number> = new Map([
  ["apigateway.amazonaws.com", 29],
  ["appsync.amazonaws.com", 30],
  ["cognito-idp.amazonaws.com", 5],
  ["cognito-sync.amazonaws.com", 5],
  ["edgelambda.amazonaws.com", 5],
  ["elasticloadbalancing.amazonaws.com", 60],
  ["lex.amazonaws.com", 30],
  ["lexv2.amazonaws.com", 30],
  ["alexa-appkit.amazon.com", 8],
  ["alexa-connectedhome.amazon.com", 8],
]);

/** The same by the type of a SAM function's event; null for those that do not wait. SQS is a matter of its queue. */
export const eventSeconds: ReadonlyMap<string, number | null> = new Map([
  ["Api", 29],
  ["HttpApi", 29],
  ["WebSocketApi", 29],
  ["Cognito", 5],
  ["AlexaSkill", 8],
  // Lambda polls these for 14 minutes at most.
  ["MSK", 840],
  ["MQ", 840],
  ["SelfManagedKafka", 840],
  ["DocumentDB", 840],
  ["S3", null],
  ["SNS", null],
  ["Kinesis", null],
  ["DynamoDB", null],
  ["Schedule", null],
  ["ScheduleV2", null],
  ["CloudWatchEvent", null],
  ["EventBridgeRule", null],
  ["CloudWatchLogs", null],
  ["IoTRule", null],
]);

/** Types of resources that name a function without waiting for it. */
export const doNotWait: readonly RegExp[] = [
  /^AWS::(Events|Scheduler|SNS|S3|Logs|IAM|CloudWatch|ApplicationAutoScaling|CodeDeploy|IoT|SSM|SES|Synthetics)::/,
  /^AWS::Lambda::(EventInvokeConfig|Url|Version|Alias|LayerVersion|CodeSigningConfig)$/,
  /^AWS::ApiGateway(V2)?::(Deployment|Stage|Route|Resource|ApiMapping|DomainName|UsagePlan|Account)$/,
  /^AWS::Serverless::(Connector|Application|LayerVersion|SimpleTable)$/,
  /^AWS::ResourceGroups::|^AWS::Budgets::/,
];
